package io.atalaya.collect.push;

import java.util.List;

/** What a metric is, as remote write numbers it and as metadata names it. */
final class MetricType {
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

  static String ofNumber(int number) {
    return number >= 0 && number < NAMES.size() ? NAMES.get(number) : NAMES.getFirst();
  }

  /** The family that a series belongs to, by its name and the type of the family. */
  static String family(String metric, String type) {
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
