package io.atalaya.collect.push.otlp;

import io.atalaya.collect.push.otlp.OtlpMetric.Explicit;
import io.atalaya.collect.push.otlp.OtlpMetric.Exponential;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Native histograms of OTLP's. OTLP's bucket 0 is (1, base], which is our bucket 1; its buckets are
 * dense, ours leave out what is empty.
 */
final class OtlpHistograms {
  /** Width of the zero bucket that Prometheus assumes. */
  private static final double ZERO_THRESHOLD = 1e-128;

  private OtlpHistograms() {}

  /** The buckets of one side. */
  private record Side(List<Span> spans, double[] counts) {
    /**
     * Sparse buckets of dense ones.
     *
     * @param first index of the first, as ours
     * @param steps how often two neighbours are merged
     */
    static Side of(double[] dense, long first, int steps) {
      List<Span> spans = new ArrayList<>();
      double[] counts = new double[dense.length];
      int used = 0;
      long last = 0;
      for (int i = 0; i < dense.length; i++) {
        long index = ((first + i - 1) >> steps) + 1;
        if (dense[i] == 0) {
          continue;
        }
        if (used == 0 || index != last) {
          extend(spans, used == 0 ? index : index - last - 1, used == 0);
          last = index;
          used++;
        }
        counts[used - 1] += dense[i];
      }
      return new Side(spans, Arrays.copyOf(counts, used));
    }

    private static void extend(List<Span> spans, long gap, boolean begins) {
      if (gap == 0 && !begins) {
        Span last = spans.removeLast();
        spans.add(new Span(last.offset(), last.length() + 1));
      } else {
        spans.add(new Span((int) gap, 1));
      }
    }
  }

  static Histogram of(Exponential e) {
    if (e.scale() < Histogram.MIN_SCHEMA) {
      throw new IllegalArgumentException(
          "cannot convert exponential to native histogram: scale must be >= "
              + Histogram.MIN_SCHEMA
              + ", was "
              + e.scale());
    }
    int steps = Math.min(31, Math.max(0, e.scale() - Histogram.MAX_SCHEMA));
    Side positive = Side.of(e.positive(), e.positiveOffset() + 1L, steps);
    Side negative = Side.of(e.negative(), e.negativeOffset() + 1L, steps);
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

  static Histogram of(Explicit e) {
    if (e.counts().length > e.bounds().length + 1) {
      throw new IllegalArgumentException(
          e.counts().length + " buckets, but only " + e.bounds().length + " bounds between them");
    }
    Side buckets = Side.of(e.counts(), 0, 0);
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
