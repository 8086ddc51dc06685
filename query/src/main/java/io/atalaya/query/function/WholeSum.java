package io.atalaya.query.function;

/**
 * The sum of the floats of a moving window while all are whole numbers and so small that no order
 * of adding them would round: then it is exact, and nothing is lost that compensation would bring
 * back.
 */
final class WholeSum extends Sliding {
  private static final double MOST_VALUE = 1L << 32;
  private static final long MOST_SUM = 1L << 53;

  private long sum;
  private long magnitudes;
  private int others;

  @Override
  void fill(RangeWindow w) {
    sum = 0;
    magnitudes = 0;
    others = 0;
    for (int row = w.floatFrom; row < w.floatTo; row++) {
      enter(row, w.floats[row]);
    }
  }

  @Override
  void enter(int row, double value) {
    if (isSmallWhole(value)) {
      sum += (long) value;
      magnitudes += Math.abs((long) value);
    } else {
      others++;
    }
  }

  @Override
  void leave(int row, double value) {
    if (isSmallWhole(value)) {
      sum -= (long) value;
      magnitudes -= Math.abs((long) value);
    } else {
      others--;
    }
  }

  private static boolean isSmallWhole(double value) {
    return value == (long) value && Math.abs(value) <= MOST_VALUE;
  }

  /** Whether {@link #value} is the sum. */
  boolean isExact() {
    return others == 0 && magnitudes <= MOST_SUM;
  }

  double value() {
    return sum;
  }
}
