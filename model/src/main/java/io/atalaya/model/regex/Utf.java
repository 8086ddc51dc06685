package io.atalaya.model.regex;

/**
 * Reads code points from chars and bytes, Go's way: whatever is not well-formed counts as U+FFFD,
 * one for each lone surrogate or each byte that fits nowhere.
 */
final class Utf {
  /** What stands for a part that is not well-formed. */
  static final int REPLACEMENT = 0xfffd;

  private Utf() {}

  static boolean hasLoneSurrogate(CharSequence text) {
    return text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  /** The code point that begins at a char. */
  static int codePointAt(CharSequence text, int at) {
    char c = text.charAt(at);
    if (!Character.isSurrogate(c)) {
      return c;
    }
    int codePoint = Character.codePointAt(text, at);
    return codePoint > 0xffff ? codePoint : REPLACEMENT;
  }

  /** The code point before a char. */
  static int codePointBefore(CharSequence text, int at) {
    char c = text.charAt(at - 1);
    if (!Character.isSurrogate(c)) {
      return c;
    }
    int codePoint = Character.codePointBefore(text, at);
    return codePoint > 0xffff ? codePoint : REPLACEMENT;
  }

  /**
   * The code point that begins at a byte ≥ 0x80, and its length.
   *
   * @return {@code codePoint << 3 | bytes}
   */
  static int decode(byte[] utf8, int at, int to) {
    int lead = utf8[at] & 0xff;
    int length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
    if (length == 1 || at + length > to) {
      return REPLACEMENT << 3 | 1;
    }
    int codePoint = lead & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      int b = utf8[at + i];
      if ((b & 0xc0) != 0x80) {
        return REPLACEMENT << 3 | 1;
      }
      codePoint = codePoint << 6 | (b & 0x3f);
    }
    return isProper(codePoint, length) ? codePoint << 3 | length : REPLACEMENT << 3 | 1;
  }

  /** Whether a code point may be written in so many bytes: not longer than needed, no surrogate. */
  private static boolean isProper(int codePoint, int length) {
    return switch (length) {
      case 3 -> codePoint >= 0x800 && (codePoint < 0xd800 || codePoint > 0xdfff);
      case 4 -> codePoint >= 0x10000 && codePoint <= Character.MAX_CODE_POINT;
      default -> true;
    };
  }

  /** The bytes as text. */
  static String toString(byte[] utf8, int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      if (utf8[at] >= 0) {
        out.append((char) utf8[at++]);
      } else {
        int decoded = decode(utf8, at, to);
        out.appendCodePoint(decoded >> 3);
        at += decoded & 7;
      }
    }
    return out.toString();
  }
}
