package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Number constants in Go's syntax: {@code 42 0x2a 0o52 0b101010 4_2 4.2e1 'x'}. */
final class NumberText {
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  /**
   * What a constant can be.
   *
   * @param integer its value as an integer, or null if it is none
   * @param real its value as a floating-point number
   * @param looksReal whether its syntax alone makes it a floating-point number
   */
  record Parsed(@Nullable Long integer, double real, boolean looksReal) {}

  private NumberText() {}

  /**
   * Reads a constant.
   *
   * @throws CallException with Go's wording, if it is no number
   */
  static Parsed parse(String text) {
    if (text.startsWith("'")) {
      int c = GoText.unquoteCharacter(text);
      return new Parsed((long) c, c, false);
    }
    BigInteger whole = integer(text);
    if (whole != null) {
      return ofInteger(text, whole);
    }
    Double real = real(text);
    if (real != null && text.chars().noneMatch(c -> ".eEpP".indexOf(c) >= 0)) {
      throw new CallException("integer overflow: " + GoQuote.of(text));
    }
    if (real == null) {
      throw new CallException("bad number syntax: " + GoQuote.of(text));
    }
    Long same = real == Math.rint(real) && Math.abs(real) < 0x1p63 ? (Long) real.longValue() : null;
    return new Parsed(same, real, true);
  }

  private static Parsed ofInteger(String text, BigInteger whole) {
    if (whole.compareTo(MIN) < 0 || whole.compareTo(MAX) > 0) {
      throw new CallException("integer overflow: " + GoQuote.of(text));
    }
    return new Parsed(whole.longValue(), whole.doubleValue(), false);
  }

  private static @Nullable BigInteger integer(String text) {
    boolean negative = text.startsWith("-");
    String unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
    int radix = radix(unsigned);
    String digits = (radix == 10 ? unsigned : unsigned.substring(prefixLength(unsigned)));
    if (!underscoresSeparateDigits(unsigned)) {
      return null;
    }
    String plain = digits.replace("_", "");
    if (plain.isEmpty()
        || !plain.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0)) {
      return null;
    }
    BigInteger value = new BigInteger(plain, radix);
    return negative ? value.negate() : value;
  }

  private static int radix(String unsigned) {
    if (unsigned.length() < 2 || unsigned.charAt(0) != '0') {
      return 10;
    }
    return switch (unsigned.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      default -> 8;
    };
  }

  private static int prefixLength(String unsigned) {
    return Character.isLetter(unsigned.charAt(1)) ? 2 : 1;
  }

  private static boolean underscoresSeparateDigits(String unsigned) {
    return !unsigned.startsWith("_") && !unsigned.endsWith("_") && !unsigned.contains("__");
  }

  /** A floating-point number, or null if the text is none. */
  static @Nullable Double real(String text) {
    boolean hex = text.contains("x") || text.contains("X");
    char last = text.charAt(text.length() - 1);
    boolean javaSuffix = !hex && !(last == '.' || (last >= '0' && last <= '9'));
    boolean hexWithoutExponent = hex && !text.contains("p") && !text.contains("P");
    if (javaSuffix || hexWithoutExponent || last == 'd' || last == 'f' || last == 'D') {
      return null;
    }
    try {
      return Double.valueOf(text.replace("_", ""));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
