package io.atalaya.query.histogram;

import io.atalaya.query.number.Neumaier;

/** A zero bucket: how wide, how many, and what rounding has taken from that. */
record ZeroBucket(double threshold, double count, double lost) {

  /**
   * The zero bucket a histogram would have if it were at least as wide as {@code wanted}. Where
   * that cuts a populated bucket, it becomes as wide as to take it in whole.
   */
  static ZeroBucket widened(FloatHistogram h, double wanted) {
    if (wanted == h.zeroThreshold()) {
      return new ZeroBucket(wanted, h.zeroCount(), h.zeroLost());
    }
    double threshold = wanted;
    while (true) {
      double outer = outerEnd(h.positive(), h.schema(), threshold);
      outer = outerEnd(h.negative(), h.schema(), outer);
      if (outer == threshold) {
        return counted(h, threshold);
      }
      threshold = outer;
    }
  }

  /** The end of the populated bucket a threshold cuts, or the threshold itself. */
  private static double outerEnd(Buckets side, int schema, double threshold) {
    for (int i = 0; i < side.size(); i++) {
      double lower = BucketBounds.exponential(schema, side.index(i) - 1);
      double upper = BucketBounds.exponential(schema, side.index(i));
      if (lower < threshold && upper > threshold && side.count(i) != 0) {
        return upper;
      }
    }
    return threshold;
  }

  private static ZeroBucket counted(FloatHistogram h, double threshold) {
    ZeroBucket zero = new ZeroBucket(threshold, h.zeroCount(), h.zeroLost());
    return zero.taking(h.positive(), h.schema()).taking(h.negative(), h.schema());
  }

  private ZeroBucket taking(Buckets side, int schema) {
    ZeroBucket zero = this;
    for (int i = 0; i < side.size(); i++) {
      if (BucketBounds.exponential(schema, side.index(i) - 1) >= threshold) {
        break;
      }
      zero = zero.plus(side.count(i)).plus(side.lost(i));
    }
    return zero;
  }

  private ZeroBucket plus(double x) {
    double t = count + x;
    return new ZeroBucket(threshold, t, Neumaier.lost(count, lost, x, t));
  }

  /** The buckets that begin at or beyond a threshold. */
  static Buckets outside(Buckets side, int schema, double threshold) {
    int first = 0;
    while (first < side.size()
        && BucketBounds.exponential(schema, side.index(first) - 1) < threshold) {
      first++;
    }
    return first == 0 ? side : side.from(first);
  }

  /** The buckets that end beyond a threshold. */
  static Buckets beyond(Buckets side, int schema, double threshold) {
    int first = 0;
    while (first < side.size()
        && BucketBounds.exponential(schema, side.index(first)) <= threshold) {
      first++;
    }
    return first == 0 ? side : side.from(first);
  }
}
