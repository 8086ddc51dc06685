package io.atalaya.query.parse;

import io.atalaya.model.GoQuote;
import io.atalaya.model.SampleValue;
import java.util.Locale;

/**
 * Numbers as Go reads them: an integer in any base that its prefix tells ({@code 0x1f}, and {@code
 * 017} for fifteen), or else a decimal floating-point number; underscores may stand between digits
 * and after a prefix.
 */
final class NumberSyntax {
  /** An integer of more digits than this in any base does not fit 64 bits. */
  private static final int MAX_INTEGER_LENGTH = 24;

  private NumberSyntax() {}

  /**
   * The value of a number token.
   *
   * @throws NumberFormatException with the words of Go's {@code strconv}
   */
  static double parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (lower.equals("nan")) {
      return Double.longBitsToDouble(SampleValue.NAN_BITS);
    }
    if (!underscoresAreBetweenDigits(lower)) {
      throw failure(text, "invalid syntax");
    }
    String digits = lower.replace("_", "");
    if (digits.length() <= MAX_INTEGER_LENGTH) {
      try {
        return integer(digits);
      } catch (NumberFormatException e) {
        // Not an integer, or a large one: a floating-point number, if anything.
      }
    }
    return floatingPoint(text, digits);
  }

  private static long integer(String digits) {
    if (digits.startsWith("0x")) {
      return Long.parseLong(digits.substring(2), 16);
    }
    return Long.parseLong(digits, digits.startsWith("0") ? 8 : 10);
  }

  private static double floatingPoint(String text, String digits) {
    double value;
    try {
      value = digits.startsWith("0x") ? Double.NaN : Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (Double.isNaN(value)) {
      throw failure(text, "invalid syntax");
    }
    if (Double.isInfinite(value)) {
      throw failure(text, "value out of range");
    }
    return value;
  }

  private static boolean underscoresAreBetweenDigits(String lower) {
    boolean hex = lower.startsWith("0x");
    for (int i = lower.indexOf('_'); i >= 0; i = lower.indexOf('_', i + 1)) {
      boolean afterPrefix = hex && i == 2;
      boolean afterDigit = i > 0 && isDigit(lower.charAt(i - 1), hex);
      boolean beforeDigit = i + 1 < lower.length() && isDigit(lower.charAt(i + 1), hex);
      if (!(afterPrefix || afterDigit) || !beforeDigit) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c, boolean hex) {
    return (c >= '0' && c <= '9') || (hex && c >= 'a' && c <= 'f');
  }

  private static NumberFormatException failure(String text, String reason) {
    return new NumberFormatException(
        "strconv.ParseFloat: parsing " + GoQuote.of(text) + ": " + reason);
  }
}
