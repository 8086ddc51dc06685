package io.atalaya.query.promqltest;

import io.atalaya.query.parse.SequenceValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line that is a number only, as an expected scalar is given. */
final class NumberLine {
  private NumberLine() {}

  static @Nullable SequenceValue parse(String line) {
    String text = line.toLowerCase(Locale.ROOT);
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    Double value = magnitude(digits);
    return value == null ? null : new SequenceValue.FloatValue(negative ? -value : value);
  }

  private static @Nullable Double magnitude(String digits) {
    if (digits.equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (digits.equals("nan")) {
      return Double.NaN;
    }
    try {
      if (digits.startsWith("0x")) {
        return (double) Long.parseLong(digits.substring(2), 16);
      }
      if (digits.matches("0[0-7]+")) {
        return (double) Long.parseLong(digits, 8);
      }
      return digits.matches("[0-9.].*[^df]|[0-9]") ? Double.valueOf(digits) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
