package io.atalaya.collect.check;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of one check as series:
 *
 * <pre>
 *   probe_success                   1 if the target answered as it should (degraded included)
 *   probe_duration_seconds          time of the last attempt
 *   probe_failure_info{reason}      1, only while an attempt fails or is degraded
 *   check_state{state}              1 for the state that holds, 0 for the others; flapping,
 *                                   unreachable and maintenance only once they have been
 *   check_down                      1 from the time it is down until it is known not to be
 *   probe_…                         what the kind of check measured
 * </pre>
 *
 * all with the labels {@code job="check"}, {@code check}, {@code kind}, {@code target} and {@code
 * instance}. When nothing can be said, for a reason of our own, only the two about the state are
 * written. A series that is not written again gets a staleness marker. For one thread at a time.
 */
final class CheckSamples implements AutoCloseable {
  private final SampleGroup group;
  private final Labels base;
  private final SampleBatch batch = new SampleBatch(0);
  private final Map<Labels, Long> refs = new HashMap<>();
  private final Set<CheckState> seenStates =
      EnumSet.of(CheckState.UP, CheckState.DEGRADED, CheckState.DOWN, CheckState.UNKNOWN);
  private Set<Labels> previous = Set.of();

  CheckSamples(SampleSink sink, CheckConfig check) {
    this.group = sink.open(SampleSink.DEFAULT_TENANT, "check " + check.name());
    this.base = labels(check);
  }

  /** What all series of a check have. */
  static Labels labels(CheckConfig check) {
    return check.basics().labels().toBuilder()
        .set("job", "check")
        .set("check", check.name())
        .set("kind", check.kind())
        .set("target", check.target())
        .set("instance", check.target())
        .build();
  }

  /**
   * Writes the state, and what was seen.
   *
   * @param seen null if nothing can be said about the target
   */
  void write(Instant at, @Nullable Observation seen, CheckState state, boolean down) {
    Map<Labels, Double> values = new HashMap<>();
    seenStates.add(state);
    for (CheckState possible : seenStates) {
      put(values, "check_state", Labels.of("state", possible.text()), possible == state ? 1 : 0);
    }
    put(values, "check_down", Labels.empty(), down ? 1 : 0);
    if (seen != null && seen.verdict() != Observation.Verdict.UNKNOWN) {
      put(values, "probe_success", Labels.empty(), seen.failed() ? 0 : 1);
      put(values, "probe_duration_seconds", Labels.empty(), seen.durationNanos() / 1e9);
      seen.readings().forEach(r -> put(values, r.metric(), r.labels(), r.value()));
    }
    if (seen != null && !seen.reason().isEmpty()) {
      put(values, "probe_failure_info", Labels.of("reason", seen.reason()), 1);
    }
    append(at, values);
  }

  private void put(Map<Labels, Double> values, String metric, Labels more, double value) {
    Labels.Builder labels = base.toBuilder().set(Labels.METRIC_NAME, metric);
    more.toMap().forEach(labels::set);
    values.put(labels.build(), value);
  }

  private void append(Instant at, Map<Labels, Double> values) {
    if (!tryAppend(at, values)) {
      refs.clear();
      tryAppend(at, values);
    }
    previous = new HashSet<>(values.keySet());
  }

  private boolean tryAppend(Instant at, Map<Labels, Double> values) {
    batch.reset(at.toEpochMilli());
    values.forEach((labels, value) -> batch.add(ref(labels), value));
    for (Labels gone : previous) {
      if (!values.containsKey(gone)) {
        batch.add(ref(gone), SampleValue.STALE);
      }
    }
    return group.append(batch).unknownSeries() == 0;
  }

  private long ref(Labels labels) {
    return refs.computeIfAbsent(labels, group::register);
  }

  /** Marks everything as ended. */
  void end(Instant at) {
    append(at, Map.of());
  }

  @Override
  public void close() {
    group.close();
  }
}
