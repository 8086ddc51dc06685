package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;

/** What quoted texts and characters in a template stand for, and texts between back quotes. */
final class GoText {
  private GoText() {}

  /** Between back quotes, where a text can be; between double quotes where it cannot. */
  static String raw(String text) {
    boolean can = text.codePoints().allMatch(c -> c == '\t' || (c >= ' ' && c != '`' && c != 0x7f));
    return can ? "`" + text + "`" : GoQuote.of(text);
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
