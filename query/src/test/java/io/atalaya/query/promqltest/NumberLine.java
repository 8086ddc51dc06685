package io.atalaya.query.promqltest;

import io.atalaya.model.GoFloat;
import io.atalaya.query.parse.SequenceValue;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line that is a number only, as an expected scalar is given: whole, with the prefixes {@code
 * 0x}, {@code 0b}, {@code 0o} and {@code 0} of other bases, or a float as Go reads it.
 */
final class NumberLine {
  private static final Pattern OTHER_BASE =
      Pattern.compile("([+-]?)0(?:[xX]([0-9a-fA-F_]+)|[bB]([01_]+)|[oO]?([0-7_]+))");

  private NumberLine() {}

  static @Nullable SequenceValue parse(String line) {
    Matcher other = OTHER_BASE.matcher(line);
    if (other.matches()) {
      double magnitude = magnitude(other);
      return new SequenceValue.FloatValue(other.group(1).equals("-") ? -magnitude : magnitude);
    }
    OptionalDouble value = GoFloat.parse(line);
    return value.isPresent() ? new SequenceValue.FloatValue(value.getAsDouble()) : null;
  }

  private static double magnitude(Matcher number) {
    int[] bases = {16, 2, 8};
    for (int i = 0; i < bases.length; i++) {
      String digits = number.group(i + 2);
      if (digits != null) {
        return Long.parseLong(digits.replace("_", ""), bases[i]);
      }
    }
    throw new IllegalArgumentException("no digits in " + number.group());
  }
}
