package io.atalaya.query.parse;

import io.atalaya.model.GoFloat;
import io.atalaya.query.ast.GoString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Go's ways to write strings, which Prometheus' printer and error texts are made of, {@code
 * strconv.Quote} and the verb {@code %q} of {@code fmt}, and its {@code %v} for numbers.
 */
final class GoText {
  private static final int REPLACEMENT = 0xfffd;
  private static final int OCTAL_DIGITS = 3;

  private GoText() {}

  /** A string in double quotes, all that is not printable escaped. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    appendQuoted(out, text);
    return out.toString();
  }

  static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    text.codePoints().forEach(c -> appendEscaped(out, c, '"'));
    out.append('"');
  }

  /** The quoted form of the first {@code max} characters. */
  static String quote(String text, int max) {
    int end = text.offsetByCodePoints(0, Math.min(max, text.codePointCount(0, text.length())));
    return quote(text.substring(0, end));
  }

  /** One character in single quotes; the end of the input shows as U+FFFD. */
  static String quoteChar(int codePoint) {
    StringBuilder out = new StringBuilder("'");
    appendEscaped(out, Character.isValidCodePoint(codePoint) ? codePoint : REPLACEMENT, '\'');
    return out.append('\'').toString();
  }

  /** The form {@code U+0041 'A'}. */
  static String describeChar(int codePoint) {
    String name = String.format("U+%04X", codePoint);
    return isPrintable(codePoint) ? name + " '" + Character.toString(codePoint) + "'" : name;
  }

  private static void appendEscaped(StringBuilder out, int c, char quote) {
    switch (c) {
      case '\\' -> out.append("\\\\");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0b -> out.append("\\v");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (GoString.isByte(c)) {
          out.append(String.format("\\x%02x", GoString.byteOf(c)));
        } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
          out.append("\\ufffd");
        } else if (isPrintable(c)) {
          out.appendCodePoint(c);
        } else {
          out.append(numericEscape(c));
        }
      }
    }
  }

  private static String numericEscape(int c) {
    if (c < ' ' || c == 0x7f) {
      return String.format("\\x%02x", c);
    }
    return c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c);
  }

  /** Letters, marks, numbers, punctuation, symbols, and of the spaces only U+0020. */
  private static boolean isPrintable(int c) {
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

  /** As {@code %v}: the shortest form, with an exponent below 1e-4 and from 1e21 on. */
  static String general(double value) {
    double magnitude = Math.abs(value);
    boolean far = magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e21);
    return far ? GoFloat.exponent(value) : GoFloat.plain(value);
  }
}
