package io.atalaya.query.histogram;

import io.atalaya.model.Histogram;

/**
 * Keeps the part of a histogram below ({@code </}) or above ({@code >/}) a value.
 *
 * <p>A bucket that the value cuts is divided as its observations are taken to lie. The sum of the
 * result is estimated from the middles of what is left. Of buckets without an end on one side
 * nothing is known, so they go as a whole unless all of them may stay.
 */
public final class HistogramTrim {
  private final FloatHistogram h;
  private final double at;
  private final boolean keepBelow;
  private double count;
  private double sum;
  private boolean changed;
  private boolean hasPositive;
  private boolean hasNegative;

  private HistogramTrim(FloatHistogram h, double at, boolean keepBelow) {
    this.h = h;
    this.at = at;
    this.keepBelow = keepBelow;
  }

  /** The part of a histogram on one side of a value. */
  public static Histogram trim(Histogram histogram, double at, boolean keepBelow) {
    return new HistogramTrim(FloatHistogram.of(histogram), at, keepBelow).apply();
  }

  /** What is left of a bucket, and around which value. */
  private record Rest(double count, double middle) {}

  private Histogram apply() {
    for (int i = 0; i < h.positive().size(); i++) {
      HistogramBucket bucket = BucketList.positive(h, i);
      if (bucket.count() != 0) {
        hasPositive = true;
        keep(h.positive(), i, rest(bucket, true));
      }
    }
    for (int i = 0; i < h.negative().size(); i++) {
      HistogramBucket bucket = BucketList.negative(h, i);
      if (bucket.count() != 0) {
        hasNegative = true;
        keep(h.negative(), i, rest(bucket, false));
      }
    }
    double zeroCount = trimZero();
    if (changed) {
      h.setTotals(count, sum, zeroCount);
      h.compact();
    }
    return h.toHistogram();
  }

  private void keep(Buckets side, int i, Rest rest) {
    count += rest.count;
    sum += rest.count == 0 ? 0 : rest.middle * rest.count;
    if (side.count(i) != rest.count) {
      side.setCount(i, rest.count);
      changed = true;
    }
  }

  private Rest rest(HistogramBucket b, boolean isPositive) {
    boolean all = keepBelow ? b.upper() <= at : b.lower() >= at;
    if (all) {
      return new Rest(b.count(), middle(b.lower(), b.upper(), isPositive));
    }
    boolean some = keepBelow ? b.lower() < at : b.upper() > at;
    return some ? cut(b, isPositive) : new Rest(0, 0);
  }

  private Rest cut(HistogramBucket b, boolean isPositive) {
    if (b.lower() == Double.NEGATIVE_INFINITY) {
      return cutOpenBelow(b);
    }
    if (b.upper() == Double.POSITIVE_INFINITY) {
      return keepBelow || at < b.lower() ? new Rest(0, 0) : new Rest(b.count(), at);
    }
    double under = b.count() * clampedFraction(b);
    return keepBelow
        ? new Rest(under, middle(b.lower(), at, isPositive))
        : new Rest(b.count() - under, middle(at, b.upper(), isPositive));
  }

  private double clampedFraction(HistogramBucket b) {
    if (at <= b.lower()) {
      return 0;
    }
    return at >= b.upper() ? 1 : b.fractionBelow(at, h.usesCustomBuckets());
  }

  /** The first custom bucket: from zero if it ends above zero, else of unknown extent. */
  private Rest cutOpenBelow(HistogramBucket b) {
    boolean finite = !Double.isInfinite(b.upper());
    if (keepBelow) {
      if (at > 0 && b.upper() > 0 && finite) {
        return new Rest(b.count() * at / b.upper(), at / 2);
      }
      return b.upper() <= 0 ? new Rest(b.count(), at) : new Rest(0, 0);
    }
    if (at >= 0 && b.upper() > at && finite) {
      return new Rest(b.count() * (1 - at / b.upper()), (at + b.upper()) / 2);
    }
    return at == Double.NEGATIVE_INFINITY ? new Rest(b.count(), 0) : new Rest(0, 0);
  }

  private double middle(double lower, double upper, boolean isPositive) {
    if (Double.isInfinite(lower)) {
      if (Double.isInfinite(upper)) {
        return 0;
      }
      return upper > 0 ? upper / 2 : upper;
    }
    if (Double.isInfinite(upper)) {
      return lower;
    }
    if (h.usesCustomBuckets()) {
      return (lower + upper) / 2;
    }
    double geometric = Math.sqrt(Math.abs(lower * upper));
    return isPositive ? geometric : -geometric;
  }

  private double trimZero() {
    if (!(h.zeroCount() > 0)) {
      return h.zeroCount();
    }
    Rest rest = restOfZero();
    count += rest.count;
    sum += rest.middle * rest.count;
    changed |= h.zeroCount() != rest.count;
    return rest.count;
  }

  private Rest restOfZero() {
    double lower = hasPositive && !hasNegative ? 0 : -h.zeroThreshold();
    double upper = hasNegative && !hasPositive ? 0 : h.zeroThreshold();
    if (at <= lower) {
      return keepBelow ? new Rest(0, 0) : new Rest(h.zeroCount(), (lower + upper) / 2);
    }
    if (at >= upper) {
      return keepBelow ? new Rest(h.zeroCount(), (lower + upper) / 2) : new Rest(0, 0);
    }
    double kept = (keepBelow ? at - lower : upper - at) / (upper - lower);
    double middle = keepBelow ? (lower + at) / 2 : (at + upper) / 2;
    return new Rest(h.zeroCount() * kept, middle);
  }
}
