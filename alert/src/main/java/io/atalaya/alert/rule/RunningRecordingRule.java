package io.atalaya.alert.rule;

import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryValue.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A recording rule at work. */
final class RunningRecordingRule extends RunningRule {
  private final int limit;

  RunningRecordingRule(RuleGroup group, RecordingRule rule, Evaluator evaluator, String tenant) {
    super(group, rule, evaluator, tenant);
    limit = group.limit();
  }

  @Override
  List<Sample> evaluate(Instant at, Instant sampleAt) {
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : query(sampleAt)) {
      samples.add(new Sample(recorded(sample.labels()), sample.value(), sample.histogram()));
    }
    requireUnique(
        samples, "vector contains metrics with the same labelset after applying rule labels");
    if (limit > 0 && samples.size() > limit) {
      throw new RuleFailure("exceeded limit of " + limit + " with " + samples.size() + " series");
    }
    return samples;
  }

  private Labels recorded(Labels from) {
    Labels.Builder builder = from.toBuilder().set(Labels.METRIC_NAME, rule().name());
    labels().forEach(builder::set);
    return builder.build();
  }

  @Override
  List<AlertStatus> alerts() {
    return List.of();
  }
}
