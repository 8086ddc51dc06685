package io.atalaya.server.ruletest;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Histograms in the notation of tests, {@code {{schema:1 count:3 buckets:[1 2]}}}: what is empty or
 * the default is left out, so that two histograms that mean the same look the same.
 */
final class HistogramNotation {
  private HistogramNotation() {}

  static String of(Histogram h) {
    List<String> parts = new ArrayList<>();
    add(parts, "schema", h.schema());
    add(parts, "count", h.count());
    add(parts, "sum", h.sum());
    add(parts, "z_bucket", h.zeroCount());
    add(parts, "z_bucket_w", h.zeroThreshold());
    if (h.usesCustomBuckets()) {
      parts.add("custom_values:" + list(h.customBounds()));
    }
    switch (h.resetHint()) {
      case UNKNOWN -> {}
      case RESET -> parts.add("counter_reset_hint:reset");
      case NOT_RESET -> parts.add("counter_reset_hint:not_reset");
      case GAUGE -> parts.add("counter_reset_hint:gauge");
    }
    addBuckets(parts, "", h.positiveSpans(), h.positiveCounts());
    addBuckets(parts, "n_", h.negativeSpans(), h.negativeCounts());
    return "{{" + String.join(" ", parts) + "}}";
  }

  private static void add(List<String> parts, String name, double value) {
    if (value != 0) {
      parts.add(name + ":" + GoFloat.shortest(value));
    }
  }

  private static void addBuckets(
      List<String> parts, String prefix, List<Histogram.Span> spans, double[] counts) {
    int first = Integer.MAX_VALUE;
    List<Double> dense = new ArrayList<>();
    int index = 0;
    int next = 0;
    for (Histogram.Span span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++, index++) {
        double count = counts[next++];
        if (count == 0) {
          continue;
        }
        first = Math.min(first, index);
        while (dense.size() < index - first) {
          dense.add(0.0);
        }
        dense.add(count);
      }
    }
    if (dense.isEmpty()) {
      return;
    }
    if (first != 0) {
      parts.add(prefix + "offset:" + first);
    }
    parts.add(
        prefix + "buckets:" + list(dense.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private static String list(double[] values) {
    return Arrays.stream(values)
        .mapToObj(GoFloat::shortest)
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
