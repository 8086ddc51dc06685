package io.atalaya.query.histogram;

/** Logarithms to base two, exact for powers of two, as bucket bounds need them. */
public final class Logarithms {
  private static final double LN_2 = Math.log(2);
  private static final double SUBNORMAL_SCALE = 0x1p54;
  private static final int SUBNORMAL_SHIFT = 54;

  private Logarithms() {}

  public static double log2(double v) {
    if (!(v > 0) || Double.isInfinite(v)) {
      return Math.log(v);
    }
    int exponent = Math.getExponent(v);
    if (exponent < Double.MIN_EXPONENT) {
      return log2(v * SUBNORMAL_SCALE) - SUBNORMAL_SHIFT;
    }
    double mantissa = Math.scalb(v, -exponent);
    return mantissa == 1 ? exponent : exponent + Math.log(mantissa) / LN_2;
  }
}
