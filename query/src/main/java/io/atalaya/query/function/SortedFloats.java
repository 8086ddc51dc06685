package io.atalaya.query.function;

import java.util.Arrays;

/** The floats of a moving window, sorted; NaN counts as the least. */
final class SortedFloats extends Sliding {
  /** Ascending in the order of {@link Double#compare}, in which NaN is the greatest. */
  private double[] sorted = new double[64];

  private int size;
  private int nans;

  @Override
  boolean isWorthMoving(int entering, int leaving, int windowSize) {
    return 4 * (entering + leaving) < windowSize;
  }

  @Override
  void fill(RangeWindow w) {
    size = w.floatCount();
    nans = 0;
    if (sorted.length < size) {
      sorted = new double[2 * size];
    }
    System.arraycopy(w.floats, w.floatFrom, sorted, 0, size);
    for (int i = 0; i < size; i++) {
      nans += Double.isNaN(sorted[i]) ? 1 : 0;
    }
    Arrays.sort(sorted, 0, size);
  }

  @Override
  void enter(int row, double value) {
    if (size == sorted.length) {
      sorted = Arrays.copyOf(sorted, 2 * size);
    }
    int found = Arrays.binarySearch(sorted, 0, size, value);
    int at = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = value;
    size++;
    nans += Double.isNaN(value) ? 1 : 0;
  }

  @Override
  void leave(int row, double value) {
    int at = Arrays.binarySearch(sorted, 0, size, value);
    System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
    size--;
    nans -= Double.isNaN(value) ? 1 : 0;
  }

  int size() {
    return size;
  }

  /** The float of a rank, 0 … {@code size − 1}. */
  double at(int rank) {
    return rank < nans ? Double.NaN : sorted[rank - nans];
  }
}
