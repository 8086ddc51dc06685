package io.atalaya.server.api.remote;

import io.atalaya.model.Histogram;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one metric that are written together.
 *
 * @param name of the metric
 */
record FederateFamily(String name, Type type, List<Sample> samples) {
  /** What its samples are. */
  enum Type {
    /** Floats, whatever they mean. */
    UNTYPED,
    /** Histograms that count up. */
    HISTOGRAM,
    /** Histograms that also go down. */
    GAUGE_HISTOGRAM;

    static Type of(@Nullable Histogram histogram) {
      boolean gauge = histogram != null && histogram.resetHint() == Histogram.ResetHint.GAUGE;
      return histogram == null ? UNTYPED : gauge ? GAUGE_HISTOGRAM : HISTOGRAM;
    }
  }

  /**
   * The newest sample of a series.
   *
   * @param labels names and values by turns, without that of the metric
   * @param value of a float
   * @param histogram null if it is a float
   */
  record Sample(List<String> labels, long atMillis, double value, @Nullable Histogram histogram) {}

  static FederateFamily begin(String name, Type type) {
    return new FederateFamily(name, type, new ArrayList<>());
  }

  boolean is(String otherName, Type otherType) {
    return name.equals(otherName) && type == otherType;
  }

  /**
   * How many observations are in the buckets up to each bound, of a histogram with custom buckets.
   */
  static double[] cumulative(Histogram h) {
    double[] counts = new double[h.customBounds().length];
    int bucket = 0;
    int next = 0;
    for (Histogram.Span span : h.positiveSpans()) {
      bucket += span.offset();
      for (int i = 0; i < span.length(); i++, bucket++, next++) {
        if (bucket < counts.length) {
          counts[bucket] = h.positiveCounts()[next];
        }
      }
    }
    for (int i = 1; i < counts.length; i++) {
      counts[i] += counts[i - 1];
    }
    return counts;
  }
}
