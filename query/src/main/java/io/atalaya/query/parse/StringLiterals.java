package io.atalaya.query.parse;

import io.atalaya.model.GoString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What the quoted strings of PromQL, which are those of Go, stand for. */
final class StringLiterals {
  private static final int OCTAL_DIGITS = 3;

  private StringLiterals() {}

  /** What a quoted string that the lexer accepted stands for, as {@link GoString} has it. */
  static String unquote(String literal) {
    String body = literal.substring(1, literal.length() - 1);
    if (literal.charAt(0) == '`' || body.indexOf('\\') < 0) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length());
    int i = 0;
    while (i < body.length()) {
      int c = body.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\\') {
        i = unescape(body, i, out);
      } else {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return GoString.of(out.toByteArray());
  }

  /** Writes what the escape after a backslash at {@code i - 1} means; gives where it ends. */
  private static int unescape(String body, int i, ByteArrayOutputStream out) {
    char c = body.charAt(i);
    return switch (c) {
      case 'x' -> {
        out.write(Integer.parseInt(body.substring(i + 1, i + 3), 16));
        yield i + 3;
      }
      case 'u' -> unescapeCodePoint(body, i + 1, 4, out);
      case 'U' -> unescapeCodePoint(body, i + 1, 8, out);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        out.write(Integer.parseInt(body.substring(i, i + OCTAL_DIGITS), 8));
        yield i + OCTAL_DIGITS;
      }
      default -> {
        out.write(simpleEscape(c));
        yield i + 1;
      }
    };
  }

  private static int unescapeCodePoint(
      String body, int from, int digits, ByteArrayOutputStream out) {
    int codePoint = Integer.parseInt(body.substring(from, from + digits), 16);
    out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    return from + digits;
  }

  private static int simpleEscape(char c) {
    return switch (c) {
      case 'a' -> 0x07;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      default -> c;
    };
  }
}
