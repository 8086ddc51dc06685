package io.atalaya.query.number;

import java.math.BigDecimal;
import java.math.MathContext;

/** Go's number formats, as {@code strconv.FormatFloat} and {@code fmt} define them. */
public final class GoNumbers {
  private static final int EXPONENT_FROM = 6;
  private static final int SMALLEST_PLAIN_EXPONENT = -4;

  private GoNumbers() {}

  /** {@code %g}: the fewest digits that give the number back, with an exponent if it is far off. */
  public static String shortest(double v) {
    if (Double.isNaN(v) || Double.isInfinite(v)) {
      return special(v);
    }
    if (v == 0) {
      return isNegative(v) ? "-0" : "0";
    }
    BigDecimal exact = digits(v);
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < EXPONENT_FROM) {
      return exact.toPlainString();
    }
    return scientific(exact, exponent);
  }

  /** {@code %f} with as many digits as needed and never an exponent. */
  public static String plain(double v) {
    if (Double.isNaN(v) || Double.isInfinite(v)) {
      return special(v);
    }
    if (v == 0) {
      return isNegative(v) ? "-0" : "0";
    }
    return digits(v).toPlainString();
  }

  /** {@code %.ng}: at most {@code precision} significant digits. */
  public static String rounded(double v, int precision) {
    if (Double.isNaN(v) || Double.isInfinite(v) || v == 0) {
      return shortest(v);
    }
    BigDecimal rounded = new BigDecimal(v).round(new MathContext(precision)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent >= SMALLEST_PLAIN_EXPONENT && exponent < precision
        ? rounded.toPlainString()
        : scientific(rounded, exponent);
  }

  /** The form of OpenMetrics, which shows that a whole number is a float: {@code 1.0}. */
  public static String openMetrics(double v) {
    String text = shortest(v);
    boolean whole = text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    return whole ? text + ".0" : text;
  }

  private static String special(double v) {
    if (Double.isNaN(v)) {
      return "NaN";
    }
    return v > 0 ? "+Inf" : "-Inf";
  }

  private static boolean isNegative(double v) {
    return Double.doubleToRawLongBits(v) < 0;
  }

  private static BigDecimal digits(double v) {
    BigDecimal d = new BigDecimal(Double.toString(v)).stripTrailingZeros();
    return d.scale() < 0 ? d.setScale(0) : d;
  }

  private static String scientific(BigDecimal d, int exponent) {
    String digits = d.unscaledValue().abs().toString().replaceFirst("0+$", "");
    StringBuilder out = new StringBuilder();
    if (d.signum() < 0) {
      out.append('-');
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    String power = Integer.toString(Math.abs(exponent));
    return out.append(power.length() < 2 ? "0" : "").append(power).toString();
  }
}
