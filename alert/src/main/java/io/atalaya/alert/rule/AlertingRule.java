package io.atalaya.alert.rule;

import io.atalaya.model.Labels;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rule that fires while its expression has a value.
 *
 * @param alert name of the alert: the label {@code alertname}
 * @param expr the PromQL expression; each series of its answer is an alert
 * @param holdFor the key {@code for}: how long the expression must have a value before the alert
 *     fires; 0 by default
 * @param keepFiringFor how long the alert fires on after the expression lost its value; 0 by
 *     default
 * @param labels templates of labels to add; an empty value removes a label of the series
 * @param annotations templates of texts for people
 */
public record AlertingRule(
    String alert,
    String expr,
    Duration holdFor,
    Duration keepFiringFor,
    Map<String, String> labels,
    Map<String, String> annotations)
    implements Rule {
  /** Copies the maps, sorted by name, and refuses names that no label may have. */
  public AlertingRule {
    labels = sortedCopy(labels);
    annotations = sortedCopy(annotations);
    if (alert.isEmpty()) {
      throw new IllegalArgumentException("field 'alert' must not be empty");
    }
    if (labels.containsKey(Labels.METRIC_NAME)) {
      throw new IllegalArgumentException("invalid label name: " + Labels.METRIC_NAME);
    }
    requireNotNegative("for", holdFor);
    requireNotNegative("keep_firing_for", keepFiringFor);
  }

  private static void requireNotNegative(String field, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("field '" + field + "' must not be negative");
    }
  }

  static Map<String, String> sortedCopy(Map<String, String> map) {
    Map<String, String> sorted = new TreeMap<>(Labels::compareUtf8);
    sorted.putAll(map);
    return Collections.unmodifiableMap(sorted);
  }

  @Override
  public String name() {
    return alert;
  }
}
