package io.atalaya.query.function;

import io.atalaya.query.ast.RangeExtension;

/**
 * Rates of {@code anchored} and {@code smoothed} ranges: the values at the two ends of the window
 * are those of the last sample before, or interpolated between the samples around, so that nothing
 * has to be extrapolated.
 */
final class ExtendedRates {
  private ExtendedRates() {}

  static void ofFloats(RangeWindow w, boolean isCounter, boolean isRate, SampleCell out) {
    boolean smoothed = w.extension() == RangeExtension.SMOOTHED;
    int last = w.floatTo - 1;
    int first = firstRow(w.floatTimes, w.floatFrom, last, w.startMillis);
    if (smoothed) {
      last = firstAtOrAfter(w.floatTimes, w.floatFrom, last, w.endMillis);
    }
    if (w.floatTimes[last] <= w.startMillis || (smoothed && w.floatTimes[first] > w.endMillis)) {
      return;
    }
    double left = w.floats[first];
    if (smoothed && w.floatTimes[first] < w.startMillis) {
      left = Interpolation.between(w, first, w.startMillis, isCounter);
    }
    double right = w.floats[last];
    if (smoothed && last > w.floatFrom && w.floatTimes[last] > w.endMillis) {
      right = Interpolation.between(w, last - 1, w.endMillis, isCounter);
    }
    double increase = right - left;
    if (isCounter) {
      int from = w.floatTimes[first] <= w.startMillis ? first + 1 : first;
      int to = w.floatTimes[last] >= w.endMillis ? last - 1 : last;
      increase += resetCorrection(w.floats, from, to, left, right);
    }
    out.set(isRate ? increase / w.rangeSeconds() : increase);
  }

  /** The last row at or before the start, or {@code from} if there is none. */
  static int firstRow(long[] times, int from, int last, long startMillis) {
    int after = from;
    while (after < last && times[after] <= startMillis) {
      after++;
    }
    return Math.max(from, after - 1);
  }

  /** The first row at or after a time, at most {@code last}. */
  static int firstAtOrAfter(long[] times, int from, int last, long millis) {
    int row = from;
    while (row < last && times[row] < millis) {
      row++;
    }
    return row;
  }

  private static double resetCorrection(
      double[] values, int from, int to, double left, double right) {
    double correction = 0;
    double previous = left;
    for (int i = from; i <= to; i++) {
      if (values[i] < previous) {
        correction += previous;
      }
      previous = values[i];
    }
    return right < previous ? correction + previous : correction;
  }
}
