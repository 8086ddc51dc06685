package io.atalaya.server.api.prometheus;

import java.util.HexFormat;

/**
 * Names that cannot stand in a path, as Prometheus escapes them: {@code U__} before, {@code __} for
 * an underscore, {@code _2e_} for the character of that hexadecimal number.
 */
final class EscapedName {
  private static final String PREFIX = "U__";
  private static final int MAX_DIGITS = 6;

  private EscapedName() {}

  /** The name that was meant; a text that is not well escaped is a name itself. */
  static String decode(String text) {
    if (!text.startsWith(PREFIX)) {
      return text;
    }
    StringBuilder name = new StringBuilder();
    int i = PREFIX.length();
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '_') {
        name.append(c);
        continue;
      }
      int end = text.indexOf('_', i);
      int codePoint = end < 0 ? -1 : codePoint(text.substring(i, end));
      if (codePoint < 0) {
        return text;
      }
      name.appendCodePoint(codePoint);
      i = end + 1;
    }
    return name.toString();
  }

  /** The character between two underscores, −1 if it is none. */
  private static int codePoint(String digits) {
    if (digits.isEmpty()) {
      return '_';
    }
    if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      return -1;
    }
    int value = Integer.parseInt(digits, 16);
    boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    return Character.isValidCodePoint(value) && !surrogate ? value : -1;
  }
}
