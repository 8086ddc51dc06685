package io.atalaya.query.histogram;

import io.atalaya.model.Histogram;
import io.atalaya.query.number.Logarithms;
import java.util.List;

/** Quantiles and fractions of native histograms. */
public final class HistogramQuantiles {
  private HistogramQuantiles() {}

  /** What observations of NaN, which are counted but in no bucket, did to a result. */
  public enum NanEffect {
    NONE,
    /** The result would lie among them. */
    RESULT_IS_NAN,
    /** They count as greater than any number. */
    SKEWED
  }

  /** A quantile or fraction. */
  public record Answer(double value, NanEffect nanEffect) {
    static Answer of(double value) {
      return new Answer(value, NanEffect.NONE);
    }
  }

  /**
   * The {@code q}-quantile. Within a bucket observations are taken to lie evenly: on a linear scale
   * in custom buckets and in the zero bucket, on a logarithmic one in all others.
   */
  public static Answer quantile(double q, Histogram histogram) {
    if (q < 0) {
      return Answer.of(Double.NEGATIVE_INFINITY);
    }
    if (q > 1) {
      return Answer.of(Double.POSITIVE_INFINITY);
    }
    if (histogram.count() == 0 || Double.isNaN(q)) {
      return Answer.of(Double.NaN);
    }
    return new Search(FloatHistogram.of(histogram), q).answer();
  }

  /** One search for the bucket that holds a rank. */
  private static final class Search {
    private final FloatHistogram h;
    private final List<HistogramBucket> buckets;
    private final boolean forward;
    private final boolean sumIsNan;
    private double rank;
    private double seen;
    private int next;
    private HistogramBucket bucket = new HistogramBucket(0, 0, false, false, 0);

    Search(FloatHistogram h, double q) {
      this.h = h;
      sumIsNan = Double.isNaN(h.sum());
      // Observations of NaN are in no bucket, so only ranks from below can be trusted.
      forward = sumIsNan || q < 0.5;
      List<HistogramBucket> ascending = BucketList.ascending(h);
      buckets = forward ? ascending : ascending.reversed();
      rank = (forward ? q : 1 - q) * h.count();
    }

    Answer answer() {
      find();
      if (h.usesCustomBuckets()) {
        if (bucket.lower() == Double.NEGATIVE_INFINITY) {
          if (bucket.upper() <= 0) {
            return Answer.of(bucket.upper());
          }
          bucket = bucket.withBounds(0, bucket.upper());
        } else if (bucket.upper() == Double.POSITIVE_INFINITY) {
          return Answer.of(bucket.lower());
        }
      } else {
        bucket = oneSidedZero(h, bucket, bucket.lower() < 0 && bucket.upper() > 0);
      }
      seen = Math.min(seen, h.count());
      if (seen < rank) {
        return sumIsNan
            ? new Answer(Double.NaN, NanEffect.RESULT_IS_NAN)
            : Answer.of(bucket.upper());
      }
      rank = forward ? rank - (seen - bucket.count()) : seen - rank;
      NanEffect effect = nanEffect();
      return new Answer(inside(), effect);
    }

    private void find() {
      while (next < buckets.size()) {
        HistogramBucket b = buckets.get(next++);
        bucket = b;
        seen += b.count();
        if (b.count() != 0 && seen >= rank) {
          return;
        }
      }
    }

    /**
     * Looks at all buckets; as in Prometheus 3.14, it is in the last of them that the quantile is
     * then looked for.
     */
    private NanEffect nanEffect() {
      if (!sumIsNan) {
        return NanEffect.NONE;
      }
      double all = seen;
      for (int i = next; i < buckets.size(); i++) {
        bucket = buckets.get(i);
        all += bucket.count();
      }
      return all < h.count() ? NanEffect.SKEWED : NanEffect.NONE;
    }

    private double inside() {
      double fraction = rank / bucket.count();
      double lower = bucket.lower();
      double upper = bucket.upper();
      if (h.usesCustomBuckets() || bucket.holdsZero()) {
        return lower + (upper - lower) * fraction;
      }
      double logLower = Logarithms.log2(Math.abs(lower));
      double logUpper = Logarithms.log2(Math.abs(upper));
      return lower > 0
          ? Logarithms.exp2(logLower + (logUpper - logLower) * fraction)
          : -Logarithms.exp2(logUpper + (logLower - logUpper) * (1 - fraction));
    }
  }

  /** The zero bucket ends at zero where all other buckets are on one side. */
  private static HistogramBucket oneSidedZero(
      FloatHistogram h, HistogramBucket bucket, boolean isZeroBucket) {
    if (!isZeroBucket) {
      return bucket;
    }
    if (h.negative().isEmpty() && !h.positive().isEmpty()) {
      return bucket.withBounds(0, bucket.upper());
    }
    if (h.positive().isEmpty() && !h.negative().isEmpty()) {
      return bucket.withBounds(bucket.lower(), 0);
    }
    return bucket;
  }

  /** Which part of all observations lies between two values. */
  public static Answer fraction(double lower, double upper, Histogram histogram) {
    if (histogram.count() == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Answer.of(Double.NaN);
    }
    if (lower >= upper) {
      return Answer.of(0);
    }
    FloatHistogram h = FloatHistogram.of(histogram);
    double below = rank(h, lower);
    double belowUpper = rank(h, upper);
    double counted = h.count();
    NanEffect effect = NanEffect.NONE;
    if (Double.isNaN(h.sum())) {
      counted = 0;
      for (HistogramBucket bucket : BucketList.ascending(h)) {
        counted += bucket.count();
      }
      effect = counted < h.count() ? NanEffect.SKEWED : NanEffect.NONE;
    }
    double value = (Math.min(belowUpper, counted) - Math.min(below, counted)) / h.count();
    return new Answer(value, effect);
  }

  /** How many observations lie below a value; infinity if it is beyond all buckets. */
  private static double rank(FloatHistogram h, double value) {
    double rank = 0;
    for (HistogramBucket raw : BucketList.ascending(h)) {
      HistogramBucket bucket = oneSidedZero(h, raw, raw.holdsZero());
      if (bucket.lower() >= value) {
        return rank;
      }
      if (bucket.upper() > value) {
        if (bucket.lower() == Double.NEGATIVE_INFINITY) {
          return bucket.count();
        }
        boolean linear = h.usesCustomBuckets() || raw.holdsZero();
        return rank + bucket.count() * bucket.fractionBelow(value, linear);
      }
      rank += bucket.count();
    }
    return Double.POSITIVE_INFINITY;
  }
}
