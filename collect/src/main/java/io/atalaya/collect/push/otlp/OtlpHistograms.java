package io.atalaya.collect.push.otlp;

import io.atalaya.collect.histogram.CoarserBuckets;
import io.atalaya.collect.push.otlp.OtlpMetric.Explicit;
import io.atalaya.collect.push.otlp.OtlpMetric.Exponential;
import io.atalaya.model.Histogram;
import java.util.List;

/**
 * Native histograms of OTLP's. OTLP's bucket 0 is (1, base], which is our bucket 1; its buckets are
 * dense, ours leave out what is empty.
 */
final class OtlpHistograms {
  /** Width of the zero bucket that Prometheus assumes. */
  private static final double ZERO_THRESHOLD = 1e-128;

  private OtlpHistograms() {}

  static Histogram of(Exponential e) {
    if (e.scale() < Histogram.MIN_SCHEMA) {
      throw new IllegalArgumentException(
          "cannot convert exponential to native histogram: scale must be >= "
              + Histogram.MIN_SCHEMA
              + ", was "
              + e.scale());
    }
    int steps = Math.min(31, Math.max(0, e.scale() - Histogram.MAX_SCHEMA));
    CoarserBuckets positive = side(e.positive(), e.positiveOffset(), steps);
    CoarserBuckets negative = side(e.negative(), e.negativeOffset(), steps);
    return new Histogram(
        Math.min(e.scale(), Histogram.MAX_SCHEMA),
        ZERO_THRESHOLD,
        e.zeroCount(),
        e.count(),
        e.sum(),
        positive.spans(),
        positive.counts(),
        negative.spans(),
        negative.counts(),
        new double[0],
        Histogram.ResetHint.UNKNOWN,
        true);
  }

  private static CoarserBuckets side(double[] dense, int offset, int steps) {
    return CoarserBuckets.ofDense(dense, offset + 1L, 0).by(steps);
  }

  static Histogram of(Explicit e) {
    if (e.counts().length > e.bounds().length + 1) {
      throw new IllegalArgumentException(
          e.counts().length + " buckets, but only " + e.bounds().length + " bounds between them");
    }
    CoarserBuckets buckets = CoarserBuckets.ofDense(e.counts(), 0, 0);
    return new Histogram(
        Histogram.CUSTOM_BUCKETS,
        0,
        0,
        e.count(),
        e.sum(),
        buckets.spans(),
        buckets.counts(),
        List.of(),
        new double[0],
        e.bounds(),
        Histogram.ResetHint.UNKNOWN,
        true);
  }
}
