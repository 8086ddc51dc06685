package io.atalaya.query;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.SampleValue;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.Histograms;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What Prometheus' storage says about counter resets when it reads histograms back: a chunk holds
 * histograms without resets between them, so all but its first are known not to be reset; of its
 * first nothing is known.
 */
final class StoredHints {
  private StoredHints() {}

  static ResetHint hint(Histogram h, @Nullable Histogram previous) {
    if (h.resetHint() == ResetHint.GAUGE) {
      return ResetHint.GAUGE;
    }
    boolean continues =
        previous != null
            && previous.resetHint() != ResetHint.GAUGE
            && h.resetHint() != ResetHint.RESET
            && (SampleValue.isStale(h.sum()) || fits(h, previous));
    return continues ? ResetHint.NOT_RESET : ResetHint.UNKNOWN;
  }

  private static boolean fits(Histogram h, Histogram previous) {
    FloatHistogram now = everyBucket(Histograms.withHint(h, ResetHint.UNKNOWN));
    return !SampleValue.isStale(previous.sum())
        && h.count() >= previous.count()
        && h.schema() == previous.schema()
        && h.zeroThreshold() == previous.zeroThreshold()
        && Arrays.equals(h.customBounds(), previous.customBounds())
        && !now.isResetSince(everyBucket(previous));
  }

  /** Chunks look at buckets inside the zero bucket, too. */
  private static FloatHistogram everyBucket(Histogram h) {
    return FloatHistogram.of(
        new Histogram(
            h.schema(),
            0,
            h.zeroCount(),
            h.count(),
            h.sum(),
            h.positiveSpans(),
            h.positiveCounts(),
            h.negativeSpans(),
            h.negativeCounts(),
            h.customBounds(),
            h.resetHint(),
            h.integer()));
  }
}
