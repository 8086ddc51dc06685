package io.atalaya.collect.scrape;

import io.atalaya.model.SampleValue;
import java.nio.charset.StandardCharsets;

/** Numbers of expositions, which are as Go reads them. */
final class NumberReader {
  private static final double[] POWERS_OF_TEN = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  /** A mantissa below this has an exact double, and so has its product with a small power. */
  private static final long MAX_EXACT = 1L << 53;

  /** Digits that surely fit an unsigned long. */
  private static final int MAX_DIGITS = 19;

  /** An exponent beyond this is no longer looked at. */
  private static final int MUCH = 10_000;

  private NumberReader() {}

  /**
   * Reads a number: decimal, with or without exponent, or {@code Inf}, {@code Infinity}, {@code
   * NaN} in any case. Every NaN becomes {@link SampleValue#NAN_BITS}.
   *
   * <p>A number of few digits is computed exactly as mantissa × or ÷ power of ten (both are exact
   * doubles, so one rounding is the right rounding), one of up to {@value #MAX_DIGITS} by {@link
   * DecimalToBinary}; any other goes the JDK's way.
   *
   * @throws NumberFormatException if it is no number, or too large for one
   */
  static double parse(byte[] text, int from, int to) {
    int i = from;
    boolean negative = i < to && text[i] == '-';
    if (i < to && (text[i] == '-' || text[i] == '+')) {
      i++;
    }
    long mantissa = 0;
    int digits = 0;
    int scale = 0;
    boolean point = false;
    boolean some = false;
    for (; i < to; i++) {
      byte b = text[i];
      if (b >= '0' && b <= '9') {
        mantissa = mantissa * 10 + (b - '0');
        // Zeros in front are no digits that count.
        digits += digits == 0 && b == '0' ? 0 : 1;
        scale -= point ? 1 : 0;
        some = true;
      } else if (b == '.' && !point) {
        point = true;
      } else {
        break;
      }
      if (digits > MAX_DIGITS) {
        break;
      }
    }
    if (some && i + 1 < to && (text[i] == 'e' || text[i] == 'E')) {
      return scaled(text, from, to, i + 1, negative, mantissa, digits, scale);
    }
    return i == to && some
        ? value(text, from, to, negative, mantissa, digits, scale)
        : parseSlowly(text, from, to);
  }

  /** The value of a number whose exponent begins at a position. */
  private static double scaled(
      byte[] text,
      int from,
      int to,
      int at,
      boolean negative,
      long mantissa,
      int digits,
      int scale) {
    boolean down = text[at] == '-';
    int i = down || text[at] == '+' ? at + 1 : at;
    int exponent = 0;
    int begin = i;
    for (; i < to && text[i] >= '0' && text[i] <= '9' && exponent < MUCH; i++) {
      exponent = exponent * 10 + (text[i] - '0');
    }
    return i == to && i > begin
        ? value(text, from, to, negative, mantissa, digits, scale + (down ? -exponent : exponent))
        : parseSlowly(text, from, to);
  }

  /** Whether a mantissa and a power of ten are both doubles, so that rounding once is right. */
  static boolean isExact(long mantissa, int power) {
    return mantissa < MAX_EXACT && power < POWERS_OF_TEN.length;
  }

  /** A number with so many decimal places, if {@link #isExact} says that it can be had so. */
  static double exact(long mantissa, int decimals) {
    return mantissa / POWERS_OF_TEN[decimals];
  }

  private static double value(
      byte[] text, int from, int to, boolean negative, long mantissa, int digits, int scale) {
    double value;
    if (digits == 0) {
      value = 0;
    } else if (digits < MAX_DIGITS && isExact(mantissa, Math.abs(scale))) {
      value = scale < 0 ? exact(mantissa, -scale) : mantissa * POWERS_OF_TEN[scale];
    } else {
      boolean fits = digits <= MAX_DIGITS && Math.abs(scale) <= DecimalToBinary.MAX_POWER;
      long bits = fits ? DecimalToBinary.bits(mantissa, scale) : DecimalToBinary.UNDECIDED;
      if (bits == DecimalToBinary.UNDECIDED) {
        return parseSlowly(text, from, to);
      }
      value = Double.longBitsToDouble(bits);
    }
    return negative ? -value : value;
  }

  private static double parseSlowly(byte[] text, int from, int to) {
    return parseSlowly(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
  }

  private static double parseSlowly(String text) {
    int sign = !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
    String bare = text.substring(sign);
    if (bare.equalsIgnoreCase("nan") && sign == 0) {
      return Double.longBitsToDouble(SampleValue.NAN_BITS);
    }
    if (bare.equalsIgnoreCase("inf") || bare.equalsIgnoreCase("infinity")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < bare.length(); i++) {
      if ("0123456789.eE+-".indexOf(bare.charAt(i)) < 0) {
        throw new NumberFormatException("\"" + text + "\" is not a number");
      }
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new NumberFormatException("\"" + text + "\" is out of range");
    }
    return value;
  }
}
