package io.atalaya.query.number;

/**
 * Logarithms, and powers of two, to the last bit as Go has them: by the polynomials of fdlibm (Sun
 * Microsystems 1993, {@code e_log.c}, {@code s_log1p.c} and {@code e_exp.c}), and from there to
 * other bases. Powers of two have exact logarithms, as bucket bounds need them.
 *
 * <p>One difference is meant: of subnormal numbers Go's assembler has wrong logarithms, we do not.
 */
public final class Logarithms {
  private static final double LN_2_HIGH = 0x1.62e42feep-1;
  private static final double LN_2_LOW = 0x1.a39ef35793c76p-33;
  private static final double LOG_2_OF_E = 1.4426950408889634;
  private static final double LOG_10_OF_E = 0.4342944819032518;
  private static final double SUBNORMAL_SCALE = 0x1p54;
  private static final int SUBNORMAL_SHIFT = 54;
  private static final double GREATEST_EXPONENT = 1023.9999999999999;
  private static final double LEAST_EXPONENT = -1074;

  /** Of the logarithm, in powers of the square of {@code f / (2 + f)}. */
  private static final double[] LOG = {
    0.6666666666666735,
    0.3999999999940942,
    0.2857142874366239,
    0.22222198432149784,
    0.1818357216161805,
    0.15313837699209373,
    0.14798198605116586
  };

  /** Of the exponential function, in powers of the square of the argument. */
  private static final double[] EXP = {
    0.16666666666666666,
    -0.0027777777777015593,
    6.613756321437934E-5,
    -1.6533902205465252e-06,
    4.1381367970572385e-08
  };

  private Logarithms() {}

  /** To base e. */
  public static double log(double v) {
    if (!(v > 0) || Double.isInfinite(v)) {
      return Math.log(v);
    }
    if (Math.getExponent(v) < Double.MIN_EXPONENT) {
      return logOf(v * SUBNORMAL_SCALE, -SUBNORMAL_SHIFT);
    }
    return logOf(v, 0);
  }

  /** Of {@code v × 2^shift}, where {@code v} is not subnormal. */
  private static double logOf(double v, int shift) {
    int exponent = Math.getExponent(v) + 1;
    double fraction = Math.scalb(v, -exponent);
    if (fraction <= Math.sqrt(2) / 2) {
      fraction *= 2;
      exponent--;
    }
    double k = exponent + shift;
    double f = fraction - 1;
    double s = f / (2 + f);
    double s2 = s * s;
    double s4 = s2 * s2;
    double odd = s2 * (LOG[0] + s4 * (LOG[2] + s4 * (LOG[4] + s4 * LOG[6])));
    double even = s4 * (LOG[1] + s4 * (LOG[3] + s4 * LOG[5]));
    double half = 0.5 * f * f;
    return k * LN_2_HIGH - ((half - (s * (half + (odd + even)) + k * LN_2_LOW)) - f);
  }

  /** The exponent of two that leaves a fraction from one half up to one; of finite numbers. */
  static int exponent(double v) {
    int exponent = Math.getExponent(v);
    return exponent < Double.MIN_EXPONENT
        ? Math.getExponent(v * SUBNORMAL_SCALE) - SUBNORMAL_SHIFT + 1
        : exponent + 1;
  }

  /** Of one more than {@code v}, to base e. */
  static double log1p(double v) {
    return StrictMath.log1p(v);
  }

  /** To base two. */
  public static double log2(double v) {
    if (!(v > 0) || Double.isInfinite(v)) {
      return Math.log(v);
    }
    int exponent = Math.getExponent(v);
    if (exponent < Double.MIN_EXPONENT) {
      return log2(v * SUBNORMAL_SCALE) - SUBNORMAL_SHIFT;
    }
    double fraction = Math.scalb(v, -exponent - 1);
    return fraction == 0.5 ? exponent : log(fraction) * LOG_2_OF_E + (exponent + 1);
  }

  /** To base ten. */
  public static double log10(double v) {
    return log(v) * LOG_10_OF_E;
  }

  /** Two to the power of {@code v}. */
  public static double exp2(double v) {
    if (Double.isNaN(v) || v > GREATEST_EXPONENT || v < LEAST_EXPONENT) {
      return Math.pow(2, v);
    }
    int k = (int) (v > 0 ? v + 0.5 : v - 0.5);
    double rest = v - k;
    double high = rest * LN_2_HIGH;
    double low = -rest * LN_2_LOW;
    double r = high - low;
    double t = r * r;
    double c = r - t * (EXP[0] + t * (EXP[1] + t * (EXP[2] + t * (EXP[3] + t * EXP[4]))));
    return Math.scalb(1 - ((low - (r * c) / (2 - c)) - high), k);
  }
}
