package io.atalaya.query.number;

/**
 * The exponential function and powers, to the last bit as Go has them on x86-64.
 *
 * <p>{@code exp} is Shibata's way (Efficient evaluation methods of elementary functions suitable
 * for SIMD computation, 2010): the argument is brought near zero by a power of two, divided by
 * sixteen, put into Taylor's series, and the result squared four times. What is squared is the
 * exponential less one, so that little is lost. Every step is a fused multiply-add, as on all
 * processors of the last ten years.
 */
public final class Powers {
  private static final double LOG_2_OF_E = 1.4426950408889634;
  private static final double LN_2_HIGH = 0.693147180559663;
  private static final double LN_2_LOW = 2.8235290563031577e-13;
  private static final double GREATEST = 709.782712893384;
  private static final double SIXTEENTH = 0.0625;

  /** One over the factorials of 8 to 1. */
  private static final double[] TAYLOR = {
    1.0 / 40_320, 1.0 / 5_040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1
  };

  private static final int SQUARINGS = 4;
  private static final int LEAST_NORMAL_EXPONENT = -1022;
  private static final int LEAST_EXPONENT = -1075;

  /** From here on no float has a fraction, and all are even. */
  private static final double ALL_EVEN = 0x1p53;

  private static final double BEYOND_LONG = 0x1p63;
  private static final int BEYOND_EXPONENTS = 1 << 12;

  private Powers() {}

  /** <i>e</i> to the power of {@code x}. */
  public static double exp(double x) {
    if (Double.isNaN(x) || x > GREATEST) {
      return x > GREATEST ? Double.POSITIVE_INFINITY : x;
    }
    int k = (int) Math.rint(LOG_2_OF_E * x);
    double r = Math.fma(-LN_2_LOW, k, Math.fma(-LN_2_HIGH, k, x)) * SIXTEENTH;
    double series = TAYLOR[0];
    for (int i = 1; i < TAYLOR.length; i++) {
      series = Math.fma(r, series, TAYLOR[i]);
    }
    double lessOne = r * series;
    for (int i = 1; i < SQUARINGS; i++) {
      lessOne *= lessOne + 2;
    }
    return scaled(Math.fma(lessOne + 2, lessOne, 1), k);
  }

  /** {@code x × 2^k}; what is less than normal is rounded once. */
  private static double scaled(double x, int k) {
    if (k > Double.MAX_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    if (k >= LEAST_NORMAL_EXPONENT) {
      return x * Math.scalb(1.0, k);
    }
    return k < LEAST_EXPONENT ? 0 : x * Math.scalb(1.0, k - LEAST_NORMAL_EXPONENT) * 0x1p-1022;
  }

  /**
   * {@code x} to the power of {@code y}: by squaring for the whole part of {@code y}, by {@code
   * exp} and {@code log} for the rest. One to any power is one, and so is anything to the power of
   * zero.
   */
  public static double pow(double x, double y) {
    if (y == 0 || x == 1) {
      return 1;
    }
    if (y == 1 || Double.isNaN(x) || Double.isNaN(y)) {
      return y == 1 ? x : Double.NaN;
    }
    if (x == 0) {
      return ofZero(x, y);
    }
    if (Double.isInfinite(y)) {
      return endless(x, y);
    }
    if (Double.isInfinite(x)) {
      return x < 0 ? pow(1 / x, -y) : y < 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Math.abs(y) == 0.5) {
      return y > 0 ? Math.sqrt(x) : 1 / Math.sqrt(x);
    }
    return finite(x, y);
  }

  private static double ofZero(double x, double y) {
    boolean signed = Math.copySign(1, x) < 0 && isOdd(y);
    double magnitude = y < 0 ? Double.POSITIVE_INFINITY : 0;
    return signed ? -magnitude : magnitude;
  }

  private static boolean isOdd(double y) {
    return Math.abs(y) < ALL_EVEN && y == Math.rint(y) && ((long) y & 1) == 1;
  }

  /** To a power so great that only the base's relation to one matters. */
  private static double endless(double x, double y) {
    if (x == -1) {
      return 1;
    }
    return Math.abs(x) < 1 == y > 0 ? 0 : Double.POSITIVE_INFINITY;
  }

  private static double finite(double x, double y) {
    double whole = Math.floor(Math.abs(y));
    double part = Math.abs(y) - whole;
    if (part != 0 && x < 0) {
      return Double.NaN;
    }
    if (whole >= BEYOND_LONG) {
      return endless(x, y);
    }
    double fraction = 1;
    if (part != 0) {
      boolean up = part > 0.5;
      whole += up ? 1 : 0;
      fraction = exp((up ? part - 1 : part) * Logarithms.log(x));
    }
    return byWholePower(x, (long) whole, fraction, y < 0);
  }

  /** {@code factor × x^power}, or one over it; mantissa and exponent go separate ways. */
  private static double byWholePower(double x, long power, double factor, boolean inverse) {
    int exponent = Logarithms.exponent(x);
    double square = Math.scalb(x, -exponent);
    double product = factor;
    long exponents = 0;
    for (long bits = power; bits != 0; bits >>= 1) {
      if (Math.abs(exponent) > BEYOND_EXPONENTS) {
        exponents += exponent;
        break;
      }
      if ((bits & 1) == 1) {
        product *= square;
        exponents += exponent;
      }
      square *= square;
      exponent <<= 1;
      if (square < 0.5) {
        square += square;
        exponent--;
      }
    }
    return inverse
        ? Math.scalb(1 / product, (int) -exponents)
        : Math.scalb(product, (int) exponents);
  }
}
