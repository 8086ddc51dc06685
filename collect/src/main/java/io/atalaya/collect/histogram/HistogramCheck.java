package io.atalaya.collect.histogram;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.Span;

/** What Prometheus demands of a native histogram beyond its layout. */
public final class HistogramCheck {
  private HistogramCheck() {}

  /**
   * Checks counts against each other.
   *
   * @throws IllegalArgumentException that says what contradicts what
   */
  public static void requirePlausible(Histogram h) {
    requireNotNegative("count of observations", h.count());
    requireNotNegative("zero bucket", h.zeroCount());
    double inBuckets = h.zeroCount() + sum(h.positiveCounts()) + sum(h.negativeCounts());
    if (h.integer()) {
      requireAgreement(h, inBuckets);
    }
    if (h.usesCustomBuckets()) {
      requireBounds(h);
    }
  }

  private static double sum(double[] counts) {
    double sum = 0;
    for (double count : counts) {
      requireNotNegative("bucket", count);
      sum += count;
    }
    return sum;
  }

  private static void requireNotNegative(String what, double count) {
    if (count < 0) {
      throw new IllegalArgumentException("histogram's " + what + " is negative: " + count);
    }
  }

  /** Observations of NaN are in the count and in no bucket; they make the sum NaN. */
  private static void requireAgreement(Histogram h, double inBuckets) {
    boolean fits = Double.isNaN(h.sum()) ? inBuckets <= h.count() : inBuckets == h.count();
    if (!fits) {
      throw new IllegalArgumentException(
          "histogram has "
              + inBuckets
              + " observations in its buckets, but a count of "
              + h.count());
    }
  }

  private static void requireBounds(Histogram h) {
    long buckets = 0;
    for (Span span : h.positiveSpans()) {
      if (span.offset() < 0) {
        throw new IllegalArgumentException("histogram's span has offset " + span.offset());
      }
      buckets += span.offset() + (long) span.length();
    }
    if (buckets > h.customBounds().length + 1L) {
      throw new IllegalArgumentException(
          "histogram has "
              + buckets
              + " buckets, but only "
              + h.customBounds().length
              + " bounds between them");
    }
  }
}
