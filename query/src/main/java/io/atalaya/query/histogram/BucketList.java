package io.atalaya.query.histogram;

import java.util.ArrayList;
import java.util.List;

/** The buckets of a histogram with their bounds. */
final class BucketList {
  private BucketList() {}

  /**
   * All buckets in ascending order: negative, zero, positive. Those next to the zero bucket do not
   * overlap with it.
   */
  static List<HistogramBucket> ascending(FloatHistogram h) {
    List<HistogramBucket> all = new ArrayList<>();
    for (int i = h.negative().size() - 1; i >= 0; i--) {
      all.add(clearOfZero(h, negative(h, i)));
    }
    if (h.zeroCount() > 0) {
      all.add(zero(h));
    }
    for (int i = 0; i < h.positive().size(); i++) {
      all.add(clearOfZero(h, positive(h, i)));
    }
    return all;
  }

  static HistogramBucket zero(FloatHistogram h) {
    return new HistogramBucket(-h.zeroThreshold(), h.zeroThreshold(), true, true, h.zeroCount());
  }

  static HistogramBucket positive(FloatHistogram h, int i) {
    int index = h.positive().index(i);
    double lower = BucketBounds.upper(h.schema(), index - 1, h.customBounds());
    double upper = BucketBounds.upper(h.schema(), index, h.customBounds());
    boolean lowerInclusive = h.usesCustomBuckets() && index == 0;
    return new HistogramBucket(lower, upper, lowerInclusive, true, h.positive().count(i));
  }

  static HistogramBucket negative(FloatHistogram h, int i) {
    int index = h.negative().index(i);
    double lower = -BucketBounds.exponential(h.schema(), index);
    double upper = -BucketBounds.exponential(h.schema(), index - 1);
    return new HistogramBucket(lower, upper, true, false, h.negative().count(i));
  }

  private static HistogramBucket clearOfZero(FloatHistogram h, HistogramBucket b) {
    double zero = h.zeroThreshold();
    if (b.lower() > 0 && b.lower() < zero) {
      return b.withBounds(zero, b.upper());
    }
    if (b.upper() < 0 && b.upper() > -zero) {
      return b.withBounds(b.lower(), -zero);
    }
    return b;
  }
}
