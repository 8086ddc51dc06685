package io.atalaya.store.codec;

/**
 * Doubles as decimal integers: {@code m / 10^e}, which every decimal text of up to fifteen digits
 * is, as division rounds correctly; or {@code m * 10^-e}, which programs produce that scale
 * integers with a constant such as 0.001.
 */
final class Decimals {
  /** The largest exponent that the encoder uses. */
  static final int MAX_EXPONENT = 17;

  /** Integers below this are exact as doubles. */
  private static final double EXACT = 1L << 53;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final double[] INVERSES = {
    1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14,
    1e-15, 1e-16, 1e-17, 1e-18
  };

  private Decimals() {}

  /** Whether the decoder knows the power. */
  static boolean isExponent(int exponent, boolean multiplied) {
    return exponent < (multiplied ? INVERSES : POWERS).length;
  }

  /** 10^e. */
  static double power(int exponent) {
    return POWERS[exponent];
  }

  /** The double next to 10^-e. */
  static double inverse(int exponent) {
    return INVERSES[exponent];
  }

  /** The integer next to {@code value * 10^e}. */
  static long nearest(double scaled) {
    return (long) (scaled + (scaled < 0 ? -0.5 : 0.5));
  }

  static boolean isExact(double scaled) {
    return scaled < EXACT && scaled > -EXACT;
  }

  /** Whether {@code value} is an integer divided by 10^e, bit for bit. */
  static boolean fits(double value, int exponent) {
    double power = POWERS[exponent];
    double scaled = value * power;
    return isExact(scaled) && sameBits(nearest(scaled) / power, value);
  }

  static boolean sameBits(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }

  /** The smallest exponent from {@code from} on with which {@code value} fits, or −1. */
  static int smallestExponent(double value, int from) {
    for (int e = from; e <= MAX_EXPONENT; e++) {
      if (fits(value, e)) {
        return e;
      }
    }
    return -1;
  }
}
