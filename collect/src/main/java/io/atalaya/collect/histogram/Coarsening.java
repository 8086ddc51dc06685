package io.atalaya.collect.histogram;

import io.atalaya.model.Histogram;

/** Makes histograms coarser until they keep within a target's limits. */
public final class Coarsening {
  private Coarsening() {}

  /**
   * The histogram with at most so many buckets, and with buckets that grow by at least a factor.
   * Each step down halves the resolution.
   *
   * @param bucketLimit buckets of both sides together; 0 for no limit
   * @param minFactor smallest growth from one bucket to the next; at most 1 for no bound
   * @throws IllegalArgumentException if even the coarsest form has too many buckets
   */
  public static Histogram within(Histogram histogram, int bucketLimit, double minFactor) {
    int schema = histogram.usesCustomBuckets() ? histogram.schema() : finest(histogram, minFactor);
    Histogram coarser = to(histogram, schema);
    while (bucketLimit > 0 && buckets(coarser) > bucketLimit) {
      if (coarser.usesCustomBuckets() || coarser.schema() == Histogram.MIN_SCHEMA) {
        throw new IllegalArgumentException("histogram bucket limit exceeded: " + bucketLimit);
      }
      coarser = to(coarser, coarser.schema() - 1);
    }
    return coarser;
  }

  /** The finest schema, not finer than the histogram's, whose buckets grow by the factor. */
  private static int finest(Histogram histogram, double minFactor) {
    int schema = histogram.schema();
    while (schema > Histogram.MIN_SCHEMA && growth(schema) < minFactor) {
      schema--;
    }
    return schema;
  }

  /** {@code 2^(2^-schema)}: a bucket's upper bound over its lower one. */
  private static double growth(int schema) {
    return Math.pow(2, Math.pow(2, -schema));
  }

  private static int buckets(Histogram histogram) {
    return histogram.positiveCounts().length + histogram.negativeCounts().length;
  }

  private static Histogram to(Histogram h, int schema) {
    int steps = h.schema() - schema;
    if (steps == 0) {
      return h;
    }
    CoarserBuckets up = CoarserBuckets.of(h.positiveSpans(), h.positiveCounts()).by(steps);
    CoarserBuckets down = CoarserBuckets.of(h.negativeSpans(), h.negativeCounts()).by(steps);
    return new Histogram(
        schema,
        h.zeroThreshold(),
        h.zeroCount(),
        h.count(),
        h.sum(),
        up.spans(),
        up.counts(),
        down.spans(),
        down.counts(),
        new double[0],
        h.resetHint(),
        h.integer());
  }
}
