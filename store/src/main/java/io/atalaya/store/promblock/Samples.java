package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Samples of one series, as they are decoded. */
final class Samples {
  long[] times;
  double[] values;
  @Nullable Histogram @Nullable [] histograms;

  /** Start times, 0 where unknown; null if none is known. */
  long @Nullable [] starts;

  int size;

  /** Room for so many samples, which grows. */
  Samples(int capacity) {
    times = new long[capacity];
    values = new double[capacity];
  }

  void clear() {
    size = 0;
    histograms = null;
    starts = null;
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

  /** Sets the start time of the sample added last. */
  void setStart(long start) {
    if (start != 0 && starts == null) {
      starts = new long[times.length];
    }
    if (starts != null) {
      starts[size - 1] = start;
    }
  }

  private void row(long time) {
    if (size == times.length) {
      resize(size * 2);
    }
    times[size] = time;
  }

  private void resize(int capacity) {
    times = Arrays.copyOf(times, capacity);
    values = Arrays.copyOf(values, capacity);
    histograms = histograms == null ? null : Arrays.copyOf(histograms, capacity);
    starts = starts == null ? null : Arrays.copyOf(starts, capacity);
  }

  boolean isAscending() {
    for (int row = 1; row < size; row++) {
      if (times[row] <= times[row - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Brings samples into the order of time; of those at one time the one added first stays. */
  void sort() {
    if (isAscending()) {
      return;
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingLong(row -> times[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    Samples sorted = new Samples(size);
    for (int row : order) {
      if (sorted.size == 0 || sorted.times[sorted.size - 1] != times[row]) {
        sorted.addFrom(this, row);
      }
    }
    times = sorted.times;
    values = sorted.values;
    histograms = sorted.histograms;
    starts = sorted.starts;
    size = sorted.size;
  }

  /** Adds a sample of another. */
  void addFrom(Samples other, int row) {
    Histogram histogram = other.histograms == null ? null : other.histograms[row];
    if (histogram == null) {
      add(other.times[row], other.values[row]);
    } else {
      add(other.times[row], histogram);
    }
    setStart(other.starts == null ? 0 : other.starts[row]);
  }

  /** Leaves out the samples of a range of time, both ends included. */
  void leaveOut(long from, long to) {
    int left = 0;
    for (int row = 0; row < size; row++) {
      if (times[row] < from || times[row] > to) {
        move(row, left++);
      }
    }
    size = left;
  }

  private void move(int row, int to) {
    times[to] = times[row];
    values[to] = values[row];
    if (histograms != null) {
      histograms[to] = histograms[row];
    }
    if (starts != null) {
      starts[to] = starts[row];
    }
  }

  /** Copies everything to somebody who reads the series. */
  void copyTo(SeriesSamples into, SharedColumns columns) {
    into.clear();
    into.times = columns.of(times, size);
    into.to = size;
    into.values = Arrays.copyOf(values, size);
    into.histograms = histograms == null ? null : Arrays.copyOf(histograms, size);
    into.startMillis = starts == null ? null : Arrays.copyOf(starts, size);
  }
}
