package io.atalaya.alert.template;

/** Go's quoted texts: {@code "a\tb"}, raw ones between back quotes, and characters. */
final class GoText {
  private GoText() {}

  /** Quotes as {@code %q} does. */
  static String quote(String text) {
    return quote(text, '"', false);
  }

  /**
   * Quotes a text.
   *
   * @param quote the character around it
   * @param ascii whether to escape everything beyond ASCII
   */
  static String quote(String text, char quote, boolean ascii) {
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints().forEach(c -> appendEscaped(out, c, quote, ascii));
    return out.append(quote).toString();
  }

  private static void appendEscaped(StringBuilder out, int c, char quote, boolean ascii) {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
      return;
    }
    String named = "\u0007\b\f\n\r\t\u000b";
    int at = named.indexOf(c);
    if (at >= 0) {
      out.append('\\').append("abfnrtv".charAt(at));
    } else if (isPrintable(c) && (!ascii || c < 0x80)) {
      out.appendCodePoint(c);
    } else if (c < ' ' || c == 0x7f) {
      out.append(String.format("\\x%02x", c));
    } else if (c < 0x10000) {
      out.append(String.format("\\u%04x", c));
    } else {
      out.append(String.format("\\U%08x", c));
    }
  }

  /** Between back quotes, where a text can be; between double quotes where it cannot. */
  static String raw(String text) {
    boolean can = text.codePoints().allMatch(c -> c == '\t' || (c >= ' ' && c != '`' && c != 0x7f));
    return can ? "`" + text + "`" : quote(text);
  }

  /** Whether Go calls a character printable: letters, marks, numbers, symbols and the space. */
  static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** A character as {@code %#U} shows it. */
  static String codePoint(int c) {
    String number = String.format("U+%04X", c);
    return isPrintable(c) ? number + " '" + Character.toString(c) + "'" : number;
  }

  /**
   * The text inside quotes of any of the three kinds.
   *
   * @throws CallException with Go's wording
   */
  static String unquote(String quoted) {
    char quote = quoted.charAt(0);
    if (quote == '`') {
      return quoted.substring(1, quoted.length() - 1).replace("\r", "");
    }
    StringBuilder out = new StringBuilder();
    Unquoter in = new Unquoter(quoted.substring(1, quoted.length() - 1), quote);
    while (in.hasNext()) {
      out.appendCodePoint(in.next());
    }
    return out.toString();
  }

  /** The one character inside single quotes. */
  static int unquoteCharacter(String quoted) {
    String inner;
    try {
      inner = unquote(quoted);
    } catch (CallException e) {
      throw new CallException("malformed character constant: " + quoted);
    }
    if (inner.codePointCount(0, inner.length()) != 1) {
      throw new CallException("malformed character constant: " + quoted);
    }
    return inner.codePointAt(0);
  }

  private static final class Unquoter {
    private static final String SIMPLE = "abfnrtv\\";
    private static final String MEANING = "\u0007\b\f\n\r\t\u000b\\";
    private final String text;
    private final char quote;
    private int at;

    Unquoter(String text, char quote) {
      this.text = text;
      this.quote = quote;
    }

    boolean hasNext() {
      return at < text.length();
    }

    int next() {
      int c = read();
      if (c == quote) {
        throw invalid();
      }
      return c == '\\' ? escaped() : c;
    }

    private int escaped() {
      int c = read();
      int simple = SIMPLE.indexOf(c);
      if (simple >= 0) {
        return MEANING.charAt(simple);
      }
      return switch (c) {
        case 'x' -> number(2, 16);
        case 'u' -> number(4, 16);
        case 'U' -> number(8, 16);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
        default -> {
          if (c != quote) {
            throw invalid();
          }
          yield c;
        }
      };
    }

    private int octal() {
      at--;
      return number(3, 8);
    }

    private int number(int digits, int radix) {
      long value = 0;
      for (int i = 0; i < digits; i++) {
        int digit = Character.digit(read(), radix);
        if (digit < 0) {
          throw invalid();
        }
        value = value * radix + digit;
      }
      if (!Character.isValidCodePoint((int) value) || value > Character.MAX_CODE_POINT) {
        throw invalid();
      }
      return (int) value;
    }

    private int read() {
      if (at >= text.length()) {
        throw invalid();
      }
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      return c;
    }

    private static CallException invalid() {
      return new CallException("invalid syntax");
    }
  }
}
