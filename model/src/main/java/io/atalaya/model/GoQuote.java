package io.atalaya.model;

/**
 * Texts in quotes, with the escapes of Go's {@code strconv.Quote} and of the verb {@code %q}, as
 * Prometheus writes label values, expressions and error messages.
 */
public final class GoQuote {
  private static final int REPLACEMENT = 0xfffd;

  private GoQuote() {}

  /** A text in double quotes. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    append(out, text);
    return out.toString();
  }

  /** A text in quotes of one's choice; with {@code ascii} all beyond ASCII is escaped. */
  public static String of(String text, char mark, boolean ascii) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    append(out, text, mark, ascii);
    return out.toString();
  }

  /** Appends a text in double quotes. */
  public static void append(StringBuilder out, String text) {
    append(out, text, '"', false);
  }

  private static void append(StringBuilder out, String text, char mark, boolean ascii) {
    out.append(mark);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      appendEscaped(out, c, mark, ascii);
    }
    out.append(mark);
  }

  /** A character in single quotes; what is none shows as U+FFFD. */
  public static String character(int codePoint) {
    StringBuilder out = new StringBuilder("'");
    int c = Character.isValidCodePoint(codePoint) ? codePoint : REPLACEMENT;
    appendEscaped(out, c, '\'', false);
    return out.append('\'').toString();
  }

  /** A character by its number, as {@code %#U} shows it: {@code U+0041 'A'}. */
  public static String number(int codePoint) {
    String number = String.format("U+%04X", codePoint);
    return isPrintable(codePoint) ? number + " '" + Character.toString(codePoint) + "'" : number;
  }

  /**
   * Whether Go calls a character printable: letters, marks, numbers, punctuation, symbols, and of
   * the spaces U+0020 only.
   */
  public static boolean isPrintable(int c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void appendEscaped(StringBuilder out, int c, char mark, boolean ascii) {
    if (c == mark || c == '\\') {
      out.append('\\').append((char) c);
    } else if (isPrintable(c) && (!ascii || c < 0x80)) {
      out.appendCodePoint(c);
    } else {
      appendUnprintable(out, c);
    }
  }

  private static void appendUnprintable(StringBuilder out, int c) {
    switch (c) {
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0b -> out.append("\\v");
      default -> {
        if (c < 0x80) {
          out.append(String.format("\\x%02x", c));
        } else if (GoString.isByte(c)) {
          out.append(String.format("\\x%02x", GoString.byteOf(c)));
        } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
          out.append("\\ufffd");
        } else {
          out.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
        }
      }
    }
  }
}
