package io.atalaya.collect.host;

import java.util.Optional;

/**
 * Numbers that the kernel rounds for people, such as {@code 1.5k} or {@code -20.0M}, in powers of
 * 1024.
 */
final class Scaled {
  private static final String UNITS = "kMGTPEZY";
  private static final double STEP = 1024;

  /** What follows the dot counts 1024ths of the unit, of which the last digit is cut off. */
  private static final double BCACHE_FRACTION = 10.24;

  private Scaled() {}

  /**
   * A number as bcache writes it: in {@code 1.10k}, ten is more than the nine of {@code 1.9k}.
   * Nothing if it is none.
   */
  static Optional<Double> parse(String text) {
    String digits = withoutUnit(text);
    String[] parts = digits.replaceFirst("^-", "").split("\\.", 2);
    return number(parts[0])
        .flatMap(
            whole ->
                parts.length == 1 || digits.equals(text)
                    ? number(digits.replaceFirst("^-", ""))
                    : number(parts[1]).map(part -> whole + part / BCACHE_FRACTION))
        .map(value -> Math.floor(value * unit(text)))
        .map(value -> text.startsWith("-") ? -value : value);
  }

  /** A decimal number with a unit; nothing if it is none. */
  static Optional<Double> parseDecimal(String text) {
    return number(withoutUnit(text)).map(value -> Math.floor(value * unit(text)));
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static int index(String text) {
    char last = text.isEmpty() ? '0' : text.charAt(text.length() - 1);
    return UNITS.indexOf(last == 'K' ? 'k' : last);
  }

  private static String withoutUnit(String text) {
    return index(text) < 0 ? text : text.substring(0, text.length() - 1);
  }

  private static double unit(String text) {
    return Math.pow(STEP, index(text) + 1);
  }
}
