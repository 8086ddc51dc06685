package io.atalaya.store.promblock;

/** How many bits a number has after how many ones. */
final class VarbitWidth {
  /** Ones after which no zero comes. */
  static final int MAX_ONES = 8;

  private static final int[] WIDTHS = {0, 3, 6, 9, 12, 18, 25, 56, 64};

  private VarbitWidth() {}

  static int of(int ones) {
    return WIDTHS[ones];
  }

  /** The fewest ones for a number with sign. */
  static int onesForSigned(long value) {
    int ones = 0;
    while (ones < MAX_ONES && !fitsSigned(value, WIDTHS[ones])) {
      ones++;
    }
    return ones;
  }

  /** Whether a number lies in −(2^(width−1) − 1) … 2^(width−1). */
  static boolean fitsSigned(long value, int width) {
    if (width == 0) {
      return value == 0;
    }
    long half = 1L << (width - 1);
    return value >= 1 - half && value <= half;
  }

  /** The fewest ones for a number without sign. */
  static int onesForUnsigned(long value) {
    int width = Long.SIZE - Long.numberOfLeadingZeros(value);
    int ones = 0;
    while (WIDTHS[ones] < width) {
      ones++;
    }
    return ones;
  }
}
