package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.Histograms;
import org.jspecify.annotations.Nullable;

/**
 * Native histograms without buckets, for queries that ask for their count and sum only. Resets,
 * which are seen in the buckets, become part of what each sample says of itself.
 */
final class HistogramStatistics {
  private HistogramStatistics() {}

  /** Replaces the histograms of a series. */
  static void strip(SeriesSamples samples) {
    @Nullable Histogram[] all = samples.histograms;
    if (all == null) {
      return;
    }
    @Nullable Histogram[] stripped = new Histogram[all.length];
    FloatHistogram last = null;
    for (int row = samples.from; row < samples.to; row++) {
      Histogram h = all[row];
      if (h == null) {
        continue;
      }
      if (SampleValue.isStale(h.sum())) {
        stripped[row] = h;
        continue;
      }
      FloatHistogram current = FloatHistogram.of(h);
      ResetHint hint = hint(current, last);
      stripped[row] = Histograms.withoutBuckets(h, hint);
      last = current.withHint(hint);
    }
    samples.histograms = stripped;
  }

  private static ResetHint hint(FloatHistogram current, @Nullable FloatHistogram last) {
    if (current.hint() != ResetHint.UNKNOWN || last == null) {
      return current.hint();
    }
    return current.isResetSince(last) ? ResetHint.RESET : ResetHint.NOT_RESET;
  }
}
