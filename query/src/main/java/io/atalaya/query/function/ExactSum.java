package io.atalaya.query.function;

/**
 * The sum of the floats of a moving window, exact as two floats: what rounding takes from the one
 * is found (TwoSum, Knuth, TAOCP volume 2, 4.2.2) and added to the other. So floats can be added
 * and taken out in any order, and what is left is as if they had never been there.
 *
 * <p>Two floats hold 106 bits. That is enough for every sum of a few thousand floats that are all
 * multiples of a unit and not too large; whether they are is told by how many of them are not. So a
 * window has the same sum however it was reached.
 *
 * <pre>
 *   class     multiples of   at most        of full precision from
 *   small     2^-72          2^20  (1e6)    2^-20 (1e-6)
 *   large     2^-52          2^40  (1e12)   1
 *   whole     1              2^60
 * </pre>
 */
final class ExactSum extends Sliding {
  private static final int MOST_FLOATS = 1 << 12;

  private double sum;
  private double low;

  /** Floats of the window that are not of a class. */
  private int notSmall;

  private int notLarge;
  private int notWhole;
  private int size;

  @Override
  void fill(RangeWindow w) {
    sum = 0;
    low = 0;
    notSmall = 0;
    notLarge = 0;
    notWhole = 0;
    size = 0;
    for (int row = w.floatFrom; row < w.floatTo; row++) {
      enter(row, w.floats[row]);
    }
  }

  /** Sums that were not exact are useless from then on. */
  @Override
  boolean isWorthMoving(int entering, int leaving, int windowSize) {
    return isExact() && super.isWorthMoving(entering, leaving, windowSize);
  }

  @Override
  void enter(int row, double value) {
    count(value, 1);
    add(value);
  }

  @Override
  void leave(int row, double value) {
    count(value, -1);
    add(-value);
  }

  private void count(double value, int by) {
    size += by;
    notSmall += isMultiple(value, 0x1p20, 0x1p72) ? 0 : by;
    notLarge += isMultiple(value, 0x1p40, 0x1p52) ? 0 : by;
    notWhole += isMultiple(value, 0x1p60, 1) ? 0 : by;
  }

  private static boolean isMultiple(double value, double most, double unitsInOne) {
    double units = value * unitsInOne;
    return Math.abs(value) <= most && units == Math.rint(units);
  }

  private void add(double x) {
    double t = sum + x;
    double z = t - sum;
    double u = low + ((sum - (t - z)) + (x - z));
    sum = t + u;
    double y = sum - t;
    low = (t - (sum - y)) + (u - y);
  }

  /** Whether {@link #value} and {@link #remainder} are the sum. */
  boolean isExact() {
    return size <= MOST_FLOATS && (notSmall == 0 || notLarge == 0 || notWhole == 0);
  }

  /** The sum, rounded once. */
  double value() {
    return sum;
  }

  /** What the rounding of {@link #value} takes away. */
  double remainder() {
    return low;
  }
}
