package io.atalaya.model;

import java.util.List;

/**
 * What a metric is: as Prometheus numbers it, in remote write and in its log, and as metadata name
 * it.
 */
public final class MetricType {
  private static final List<String> NAMES =
      List.of(
          "unknown",
          "counter",
          "gauge",
          "histogram",
          "gaugehistogram",
          "summary",
          "info",
          "stateset");

  private MetricType() {}

  /** The name of a number; {@code unknown} for one without a meaning. */
  public static String ofNumber(int number) {
    return number >= 0 && number < NAMES.size() ? NAMES.get(number) : NAMES.getFirst();
  }

  /** The family that a series belongs to, by its name and the type of the family. */
  public static String family(String metric, String type) {
    List<String> suffixes =
        switch (type) {
          case "histogram", "gaugehistogram" ->
              List.of("_bucket", "_sum", "_count", "_created", "_gsum", "_gcount");
          case "summary" -> List.of("_sum", "_count", "_created");
          default -> List.of();
        };
    for (String suffix : suffixes) {
      if (metric.endsWith(suffix) && metric.length() > suffix.length()) {
        return metric.substring(0, metric.length() - suffix.length());
      }
    }
    return metric;
  }
}
