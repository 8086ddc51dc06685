package io.atalaya.query.function;

import io.atalaya.query.ast.RangeExtension;
import java.util.Arrays;

/** The samples of an {@code anchored} or {@code smoothed} range, with a value at each end. */
public record EdgeValues(long[] times, double[] values) {
  /** The samples that a window is to have; none if all are before its start. */
  public static EdgeValues of(RangeWindow w) {
    boolean smoothed = w.extension() == RangeExtension.SMOOTHED;
    int last = w.floatTo - 1;
    int first = ExtendedRates.firstRow(w.floatTimes, w.floatFrom, last, w.startMillis);
    if (smoothed) {
      last = ExtendedRates.firstAtOrAfter(w.floatTimes, w.floatFrom, last, w.endMillis);
    }
    if (last < w.floatFrom || w.floatTimes[last] <= w.startMillis) {
      return new EdgeValues(new long[0], new double[0]);
    }
    boolean before = smoothed && w.floatTimes[first] < w.startMillis;
    boolean after = smoothed && last > w.floatFrom && w.floatTimes[last] > w.endMillis;
    double left = before ? Interpolation.between(w, first, w.startMillis, false) : w.floats[first];
    double right = after ? Interpolation.between(w, last - 1, w.endMillis, false) : w.floats[last];
    int from = w.floatTimes[first] <= w.startMillis ? first + 1 : first;
    int to = w.floatTimes[last] >= w.endMillis ? last : last + 1;
    return between(w, Math.min(from, to), to, left, right);
  }

  private static EdgeValues between(RangeWindow w, int from, int to, double left, double right) {
    int n = to - from;
    long[] times = new long[n + 2];
    double[] values = new double[n + 2];
    times[0] = w.startMillis;
    values[0] = left;
    System.arraycopy(w.floatTimes, from, times, 1, n);
    System.arraycopy(w.floats, from, values, 1, n);
    times[n + 1] = w.endMillis;
    values[n + 1] = right;
    return new EdgeValues(times, values);
  }

  @Override
  public String toString() {
    return Arrays.toString(times) + Arrays.toString(values);
  }
}
