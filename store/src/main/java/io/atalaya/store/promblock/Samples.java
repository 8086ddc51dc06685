package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Samples of one series, as they are decoded. */
final class Samples {
  long[] times = new long[128];
  double[] values = new double[128];
  @Nullable Histogram @Nullable [] histograms;
  int size;

  void clear() {
    size = 0;
    histograms = null;
  }

  void add(long time, double value) {
    row(time);
    values[size++] = value;
  }

  void add(long time, Histogram histogram) {
    row(time);
    @Nullable Histogram[] all = histograms;
    if (all == null) {
      all = new @Nullable Histogram[times.length];
      histograms = all;
    }
    values[size] = 0;
    all[size++] = histogram;
  }

  private void row(long time) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      values = Arrays.copyOf(values, size * 2);
      histograms = histograms == null ? null : Arrays.copyOf(histograms, size * 2);
    }
    times[size] = time;
  }
}
