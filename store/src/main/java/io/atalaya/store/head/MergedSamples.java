package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.head.LateSamples.Sample;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts samples of one series from several places in one order. */
final class MergedSamples {
  private MergedSamples() {}

  static void collect(SeriesSamples from, List<Sample> into) {
    for (int i = from.from; i < from.to; i++) {
      @Nullable Histogram histogram = from.histograms == null ? null : from.histograms[i];
      long start = from.startMillis == null ? 0 : from.startMillis[i];
      long bits = Double.doubleToRawLongBits(from.values[i]);
      into.add(new Sample(from.times.millis(i), bits, start, histogram));
    }
  }

  /** Sorts samples by time; of several with one time, the first in the list counts. */
  static void fill(List<Sample> samples, SeriesSamples into) {
    samples.sort(Comparator.comparingLong(Sample::time));
    into.ensureCapacity(samples.size());
    long[] times = new long[samples.size()];
    int n = 0;
    for (Sample sample : samples) {
      if (n == 0 || times[n - 1] != sample.time()) {
        times[n] = sample.time();
        put(sample, n++, samples.size(), into);
      }
    }
    into.times = new TimeColumn(times, n);
    into.from = 0;
    into.to = n;
  }

  private static void put(Sample sample, int row, int capacity, SeriesSamples into) {
    into.values[row] = Double.longBitsToDouble(sample.bits());
    if (sample.histogram() != null) {
      if (into.histograms == null) {
        into.histograms = new @Nullable Histogram[capacity];
      }
      into.values[row] = 0;
      into.histograms[row] = sample.histogram();
    }
    if (sample.start() != 0) {
      if (into.startMillis == null) {
        into.startMillis = new long[capacity];
      }
      into.startMillis[row] = sample.start();
    }
  }
}
