package io.atalaya.collect.cel;

import io.atalaya.collect.cel.CelToken.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into words. */
final class CelLexer {
  private static final List<String> TWO = List.of("==", "!=", "<=", ">=", "&&", "||");
  private static final String ONE = "()[]{}.,:?!<>+-*/%";

  private final String text;
  private final List<CelToken> tokens = new ArrayList<>();
  private int at;

  private CelLexer(String text) {
    this.text = text;
  }

  static List<CelToken> tokens(String text) {
    CelLexer lexer = new CelLexer(text);
    lexer.read();
    return lexer.tokens;
  }

  private void read() {
    for (skipBlanks(); at < text.length(); skipBlanks()) {
      char c = text.charAt(at);
      int quote = quoteAt();
      if (quote >= 0) {
        readText(quote);
      } else if (isWordStart(c)) {
        readWord();
      } else if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(charAt(at + 1)))) {
        readNumber();
      } else {
        readSign(c);
      }
    }
    tokens.add(new CelToken(Kind.END, "", text.length()));
  }

  private void skipBlanks() {
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (" \t\r\n\f".indexOf(charAt(at)) >= 0) {
        at++;
      } else {
        return;
      }
    }
  }

  private char charAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void add(Kind kind, int from) {
    tokens.add(new CelToken(kind, text.substring(from, at), from));
  }

  private void readWord() {
    int from = at;
    while (isWordStart(charAt(at)) || isDigit(charAt(at))) {
      at++;
    }
    add(Kind.WORD, from);
  }

  private void readSign(char c) {
    int from = at;
    if (TWO.contains(text.substring(at, Math.min(at + 2, text.length())))) {
      at += 2;
    } else if (ONE.indexOf(c) >= 0) {
      at++;
    } else {
      throw new CelException("column " + (at + 1) + ": '" + c + "' means nothing here");
    }
    add(Kind.SIGN, from);
  }

  private void readNumber() {
    int from = at;
    boolean real = false;
    if (charAt(at) == '0' && (charAt(at + 1) | 0x20) == 'x') {
      at += 2;
      while (Character.digit(charAt(at), 16) >= 0) {
        at++;
      }
    } else {
      digits();
      if (charAt(at) == '.' && isDigit(charAt(at + 1))) {
        real = true;
        at++;
        digits();
      }
      if ((charAt(at) | 0x20) == 'e') {
        real = true;
        at += charAt(at + 1) == '+' || charAt(at + 1) == '-' ? 2 : 1;
        digits();
      }
    }
    if ((charAt(at) | 0x20) == 'u') {
      throw new CelException("column " + (from + 1) + ": there are no unsigned numbers here");
    }
    add(real ? Kind.REAL : Kind.WHOLE, from);
  }

  private void digits() {
    while (isDigit(charAt(at))) {
      at++;
    }
  }

  /** Where the quote of a text begins, after its prefix; −1 if there is no text. */
  private int quoteAt() {
    int quote = at;
    while (quote - at < 2 && "rRbB".indexOf(charAt(quote)) >= 0) {
      quote++;
    }
    return charAt(quote) == '"' || charAt(quote) == '\'' ? quote : -1;
  }

  private void readText(int quote) {
    int from = at;
    String prefix = text.substring(at, quote);
    if (prefix.indexOf('b') >= 0 || prefix.indexOf('B') >= 0) {
      throw new CelException("column " + (from + 1) + ": there are no bytes here");
    }
    String one = text.substring(quote, quote + 1);
    String end = text.startsWith(one.repeat(3), quote) ? one.repeat(3) : one;
    at = quote + end.length();
    StringBuilder out = new StringBuilder();
    while (!text.startsWith(end, at)) {
      if (at >= text.length() || (charAt(at) == '\n' && end.length() == 1)) {
        throw new CelException("column " + (from + 1) + ": the text has no end");
      }
      if (charAt(at) == '\\' && prefix.isEmpty()) {
        out.appendCodePoint(escaped());
      } else {
        out.append(charAt(at++));
      }
    }
    at += end.length();
    tokens.add(new CelToken(Kind.TEXT, out.toString(), from));
  }

  private int escaped() {
    int from = at;
    char c = charAt(at + 1);
    at += 2;
    int plain = "abfnrtv\\?\"'`".indexOf(c);
    if (plain >= 0) {
      return "\u0007\b\f\n\r\t\u000b\\?\"'`".charAt(plain);
    }
    return switch (c) {
      case 'x', 'X' -> code(from, 2, 16);
      case 'u' -> code(from, 4, 16);
      case 'U' -> code(from, 8, 16);
      case '0', '1', '2', '3' -> {
        at--;
        yield code(from, 3, 8);
      }
      default -> throw new CelException("column " + (from + 1) + ": \\" + c + " means nothing");
    };
  }

  private int code(int from, int digits, int radix) {
    try {
      String written = text.substring(at, Math.min(at + digits, text.length()));
      at += digits;
      int code = Integer.parseUnsignedInt(written, radix);
      if (written.length() == digits && Character.isValidCodePoint(code)) {
        return code;
      }
    } catch (NumberFormatException e) {
      throw new CelException("column " + (from + 1) + ": an escape needs " + digits + " digits");
    }
    throw new CelException("column " + (from + 1) + ": this escape is no character");
  }
}
