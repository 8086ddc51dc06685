package io.atalaya.server.metrics;

import io.atalaya.model.DurationSummary;
import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects samples and writes them as Prometheus text, family by family; {@code HELP} and {@code
 * TYPE} once each.
 */
public final class MetricsText {
  private final Map<String, Family> families = new LinkedHashMap<>();

  /** A family and its samples, in the order in which they were added. */
  record Family(String name, String type, String help, List<Sample> samples) {}

  /**
   * A sample.
   *
   * @param name of the series, which may extend the family's
   */
  record Sample(String name, Labels labels, double value) {}

  public MetricsText counter(String name, String help, double value, String... labels) {
    return add(name, "counter", help, name, value, labels);
  }

  public MetricsText gauge(String name, String help, double value, String... labels) {
    return add(name, "gauge", help, name, value, labels);
  }

  /**
   * A classic histogram.
   *
   * @param bounds upper bounds of the buckets
   * @param counts observations in each bucket, and at the end above all of them
   */
  public MetricsText histogram(
      String family, String help, double[] bounds, long[] counts, double sum, String... labels) {
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      count += counts[i];
      String[] more = Arrays.copyOf(labels, labels.length + 2);
      more[labels.length] = "le";
      more[labels.length + 1] = i < bounds.length ? GoFloat.json(bounds[i]) : "+Inf";
      add(family, "histogram", help, family + "_bucket", count, more);
    }
    add(family, "histogram", help, family + "_sum", sum, labels);
    return add(family, "histogram", help, family + "_count", count, labels);
  }

  /** A summary, with these quantiles of the newest durations. */
  public MetricsText summary(
      String family,
      String help,
      DurationSummary.Snapshot durations,
      double[] quantiles,
      String... labels) {
    for (double quantile : quantiles) {
      String[] more = Arrays.copyOf(labels, labels.length + 2);
      more[labels.length] = "quantile";
      more[labels.length + 1] = GoFloat.json(quantile);
      add(family, "summary", help, family, durations.quantile(quantile), more);
    }
    add(family, "summary", help, family + "_sum", durations.sum(), labels);
    return add(family, "summary", help, family + "_count", durations.count(), labels);
  }

  /** A sample of a family whose name it extends, such as {@code x_bucket} of {@code x}. */
  MetricsText add(
      String family, String type, String help, String name, double value, String... labels) {
    families
        .computeIfAbsent(family, f -> new Family(f, type, help, new ArrayList<>()))
        .samples()
        .add(new Sample(name, Labels.of(labels), value));
    return this;
  }

  /** All families in the order in which they were added first. */
  Collection<Family> families() {
    return families.values();
  }

  private static void write(StringBuilder out, Family family) {
    out.append("# HELP ").append(family.name()).append(' ').append(family.help()).append('\n');
    out.append("# TYPE ").append(family.name()).append(' ').append(family.type()).append('\n');
    family.samples().forEach(sample -> write(out, sample));
  }

  private static void write(StringBuilder out, Sample sample) {
    out.append(sample.name());
    Labels set = sample.labels();
    if (!set.isEmpty()) {
      out.append('{');
      for (int i = 0; i < set.size(); i++) {
        out.append(i == 0 ? "" : ",").append(set.name(i)).append("=\"");
        out.append(escape(set.value(i))).append('"');
      }
      out.append('}');
    }
    out.append(' ').append(GoFloat.json(sample.value())).append('\n');
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    StringBuilder all = new StringBuilder();
    families.values().forEach(family -> write(all, family));
    return all.toString();
  }
}
