package io.atalaya.query.histogram;

import java.util.Arrays;

/**
 * Whether a counter was reset: some count went down, a populated bucket is gone, or the resolution
 * or the zero bucket changed in a way that only a restart explains.
 */
final class ResetDetection {
  private ResetDetection() {}

  static boolean isReset(FloatHistogram h, FloatHistogram previous) {
    return switch (h.hint()) {
      case RESET -> true;
      case NOT_RESET -> false;
      case UNKNOWN, GAUGE -> looksReset(h, previous);
    };
  }

  private static boolean looksReset(FloatHistogram h, FloatHistogram previous) {
    if (h.count() < previous.count()) {
      return true;
    }
    if (h.usesCustomBuckets()) {
      return !previous.usesCustomBuckets() || customFell(h, previous);
    }
    if (h.schema() > previous.schema() || h.zeroThreshold() < previous.zeroThreshold()) {
      return true;
    }
    ZeroBucket zero = ZeroBucket.widened(previous, h.zeroThreshold());
    if (zero.threshold() != h.zeroThreshold() || h.zeroCount() < zero.count()) {
      return true;
    }
    return sideFell(h, h.positive(), previous, previous.positive())
        || sideFell(h, h.negative(), previous, previous.negative());
  }

  private static boolean sideFell(
      FloatHistogram h, Buckets now, FloatHistogram previous, Buckets before) {
    Buckets coarse = FloatHistogram.coarser(before, previous.schema(), h.schema());
    return ZeroBucket.beyond(now, h.schema(), h.zeroThreshold())
        .fellSince(ZeroBucket.beyond(coarse, h.schema(), h.zeroThreshold()));
  }

  private static boolean customFell(FloatHistogram h, FloatHistogram previous) {
    double[] now = h.customBounds();
    double[] before = previous.customBounds();
    if (Arrays.equals(now, before)) {
      return h.positive().fellSince(previous.positive());
    }
    double[] common = CustomBounds.common(now, before);
    return CustomBounds.map(h.positive(), now, common)
        .fellSince(CustomBounds.map(previous.positive(), before, common));
  }
}
