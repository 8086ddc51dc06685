package io.atalaya.alert.rule;

import io.atalaya.model.Labels;
import java.util.Map;

/**
 * A rule that stores what its expression gives under a name of its own.
 *
 * @param record name of the series
 * @param expr the PromQL expression
 * @param labels labels to set, as they stand; an empty value removes a label of the series
 */
public record RecordingRule(String record, String expr, Map<String, String> labels)
    implements Rule {
  /** Copies the labels, sorted by name. */
  public RecordingRule {
    labels = AlertingRule.sortedCopy(labels);
    if (record.isEmpty()) {
      throw new IllegalArgumentException("field 'record' must not be empty");
    }
    if (labels.containsKey(Labels.METRIC_NAME)) {
      throw new IllegalArgumentException("invalid label name: " + Labels.METRIC_NAME);
    }
  }

  @Override
  public String name() {
    return record;
  }
}
