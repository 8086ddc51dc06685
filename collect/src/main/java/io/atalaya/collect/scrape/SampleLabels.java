package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.relabel.Relabeling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From the labels a target exposes to those of the series: whose labels win, relabelling, limits.
 */
final class SampleLabels {
  /** What an exposed label is called if the target has one of that name. */
  private static final String EXPORTED = "exported_";

  private final Labels target;
  private final boolean honorLabels;
  private final Relabeling relabeling;
  private final NameValidation names;
  private final ScrapeLimits limits;

  SampleLabels(Labels target, ScrapeConfig config) {
    this.target = target;
    this.honorLabels = config.honor().labels();
    this.relabeling = Relabeling.of(config.metricRelabelRules());
    this.names = config.nameValidation();
    this.limits = config.limits();
  }

  /**
   * The labels of a series, or null if relabelling drops it.
   *
   * @param exposed alternating names and values, the metric's name among them
   */
  @Nullable Labels of(String[] exposed) throws ExpositionException {
    requireUnique(exposed);
    Labels merged = honorLabels ? honored(exposed) : exported(exposed);
    Labels relabeled = relabeling.apply(merged);
    if (relabeled != null) {
      check(relabeled);
    }
    return relabeled;
  }

  /** The labels of a series that we write about the target itself. */
  Labels ofReport(String metric) {
    return target.with(Labels.METRIC_NAME, metric);
  }

  private static void requireUnique(String[] exposed) throws ExpositionException {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < exposed.length; i += 2) {
      if (!names.add(exposed[i])) {
        throw new ExpositionException("label name \"" + exposed[i] + "\" is not unique");
      }
    }
  }

  /** An exposed label wins, even if empty: then there is none. */
  private Labels honored(String[] exposed) {
    Labels.Builder out = target.toBuilder();
    for (int i = 0; i < exposed.length; i += 2) {
      out.set(exposed[i], exposed[i + 1]);
    }
    return out.build();
  }

  private Labels exported(String[] exposed) {
    Labels.Builder out = target.toBuilder();
    for (int i = 0; i < exposed.length; i += 2) {
      if (!target.has(exposed[i])) {
        out.set(exposed[i], exposed[i + 1]);
      }
    }
    for (String conflict : conflicts(exposed)) {
      out.set(freeName(out, conflict), valueOf(exposed, conflict));
    }
    return out.build();
  }

  /** Exposed labels that the target has too, short names first as Prometheus renames them. */
  private List<String> conflicts(String[] exposed) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < exposed.length; i += 2) {
      if (target.has(exposed[i]) && !exposed[i + 1].isEmpty()) {
        names.add(exposed[i]);
      }
    }
    names.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    return names;
  }

  private static String valueOf(String[] exposed, String name) {
    int i = 0;
    while (!exposed[i].equals(name)) {
      i += 2;
    }
    return exposed[i + 1];
  }

  private static String freeName(Labels.Builder taken, String name) {
    String free = EXPORTED + name;
    while (taken.has(free)) {
      free = EXPORTED + free;
    }
    return free;
  }

  private void check(Labels labels) throws ExpositionException {
    if (!labels.has(Labels.METRIC_NAME)) {
      throw new ExpositionException("missing metric name (__name__ label)");
    }
    if (limits.labels() > 0 && labels.size() > limits.labels()) {
      throw new LabelLimitException(
          "label_limit exceeded (metric: %.50s, number of labels: %d, limit: %d)"
              .formatted(labels.metricName(), labels.size(), limits.labels()));
    }
    for (int i = 0; i < labels.size(); i++) {
      check(labels, labels.name(i), labels.value(i));
    }
  }

  private void check(Labels labels, String name, String value) throws ExpositionException {
    boolean isMetric = name.equals(Labels.METRIC_NAME);
    if (isMetric ? !names.isMetricName(value) : !names.isLabelName(name)) {
      throw new ExpositionException("invalid metric name or label names: " + labels);
    }
    if (exceeds(name, limits.labelNameBytes())) {
      throw new LabelLimitException(
          ("label_name_length_limit exceeded (metric: %.50s, label name: %.50s,"
                  + " length: %d, limit: %d)")
              .formatted(labels.metricName(), name, bytes(name), limits.labelNameBytes()));
    }
    if (exceeds(value, limits.labelValueBytes())) {
      throw new LabelLimitException(
          ("label_value_length_limit exceeded (metric: %.50s, label name: %.50s, value: \"%.50s\","
                  + " length: %d, limit: %d)")
              .formatted(labels.metricName(), name, value, bytes(value), limits.labelValueBytes()));
    }
  }

  private static boolean exceeds(String text, int limitBytes) {
    return limitBytes > 0 && bytes(text) > limitBytes;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
