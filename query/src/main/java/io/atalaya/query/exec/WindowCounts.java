package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.query.histogram.Histograms;

/** Counts what the windows of a range vector hold of one series. */
final class WindowCounts {
  private WindowCounts() {}

  static void count(SeriesSamples samples, RangeSource source, int steps, SampleCount count) {
    long[] before = sizesBefore(samples);
    boolean read = !(source instanceof SubqueryRanges);
    int low = samples.from;
    int high = samples.from;
    for (int step = 0; step < steps; step++) {
      long end = source.windowEndMillis(step);
      int counted = high;
      while (high < samples.to && samples.times.millis(high) <= end) {
        high++;
      }
      while (low < high && samples.times.millis(low) <= end - source.rangeMillis()) {
        low++;
      }
      count.queryable(step, before[high - samples.from] - before[low - samples.from]);
      if (read) {
        int from = Math.max(low, counted);
        count.read(step, before[high - samples.from] - before[from - samples.from]);
      }
    }
  }

  /** How large all samples before a row are, by row. */
  private static long[] sizesBefore(SeriesSamples samples) {
    long[] before = new long[samples.size() + 1];
    for (int row = samples.from; row < samples.to; row++) {
      Histogram h = samples.histograms == null ? null : samples.histograms[row];
      boolean stale = SampleValue.isStale(h == null ? samples.values[row] : h.sum());
      int size = h == null ? 1 : Histograms.sizeInSamples(h);
      int index = row - samples.from;
      before[index + 1] = before[index] + (stale ? 0 : size);
    }
    return before;
  }
}
