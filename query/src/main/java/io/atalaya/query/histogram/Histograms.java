package io.atalaya.query.histogram;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.query.number.Neumaier;
import java.util.List;

/** Questions to single histograms, and small changes. */
public final class Histograms {
  private static final int BYTES_WITHOUT_PARTS = 168;
  private static final int BYTES_OF_A_PART = 8;
  private static final int BYTES_OF_A_SAMPLE = 16;

  private Histograms() {}

  /** The same with other knowledge about a reset. */
  public static Histogram withHint(Histogram h, Histogram.ResetHint hint) {
    return new Histogram(
        h.schema(),
        h.zeroThreshold(),
        h.zeroCount(),
        h.count(),
        h.sum(),
        h.positiveSpans(),
        h.positiveCounts(),
        h.negativeSpans(),
        h.negativeCounts(),
        h.customBounds(),
        hint,
        h.integer());
  }

  /** Schema, count and sum only. */
  public static Histogram withoutBuckets(Histogram h, Histogram.ResetHint hint) {
    double[] none = {};
    return new Histogram(
        h.schema(), 0, 0, h.count(), h.sum(), List.of(), none, List.of(), none, none, hint, false);
  }

  /**
   * The buckets that count something, in ascending order; those next to the zero bucket end where
   * it begins. Bounds are those of Prometheus bit for bit.
   */
  public static List<HistogramBucket> populatedBuckets(Histogram h) {
    List<HistogramBucket> buckets = BucketList.ascending(FloatHistogram.of(h));
    buckets.removeIf(bucket -> bucket.count() == 0);
    return buckets;
  }

  /** Mean of the observations. */
  public static double average(Histogram h) {
    return h.sum() / h.count();
  }

  /**
   * Variance of the observations, each taken to be in the middle of its bucket: the arithmetic
   * middle of custom buckets, zero for the zero bucket, the geometric middle of all others.
   */
  public static double variance(Histogram histogram) {
    FloatHistogram h = FloatHistogram.of(histogram);
    double mean = h.sum() / h.count();
    double variance = 0;
    double lost = 0;
    for (HistogramBucket bucket : BucketList.ascending(h)) {
      if (bucket.count() == 0) {
        continue;
      }
      double delta = middle(h, bucket) - mean;
      double x = bucket.count() * delta * delta;
      double t = variance + x;
      lost = Neumaier.lost(variance, lost, x, t);
      variance = t;
    }
    return (variance + lost) / h.count();
  }

  private static double middle(FloatHistogram h, HistogramBucket bucket) {
    if (h.usesCustomBuckets()) {
      return (bucket.upper() + bucket.lower()) / 2;
    }
    if (bucket.holdsZero()) {
      return 0;
    }
    double geometric = Math.sqrt(bucket.upper() * bucket.lower());
    return bucket.upper() < 0 ? -geometric : geometric;
  }

  /** The form {@code {count:12, sum:18.4, (1,2]:12}} of label values and messages. */
  public static String toText(Histogram histogram) {
    FloatHistogram h = FloatHistogram.of(histogram);
    StringBuilder out = new StringBuilder("{count:").append(GoFloat.shortest(h.count()));
    out.append(", sum:").append(GoFloat.shortest(h.sum()));
    for (int i = h.negative().size() - 1; i >= 0; i--) {
      append(out, BucketList.negative(h, i));
    }
    if (!h.usesCustomBuckets()) {
      append(out, BucketList.zero(h));
    }
    for (int i = 0; i < h.positive().size(); i++) {
      append(out, BucketList.positive(h, i));
    }
    return out.append('}').toString();
  }

  private static void append(StringBuilder out, HistogramBucket bucket) {
    if (bucket.count() != 0) {
      out.append(", ").append(bucket);
    }
  }

  /** How many floats a histogram counts for where samples are limited; as in Prometheus. */
  public static int sizeInSamples(Histogram h) {
    int parts =
        h.positiveSpans().size()
            + h.negativeSpans().size()
            + h.positiveCounts().length
            + h.negativeCounts().length
            + h.customBounds().length;
    return (BYTES_WITHOUT_PARTS + BYTES_OF_A_PART * parts + BYTES_OF_A_PART) / BYTES_OF_A_SAMPLE;
  }
}
