package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The ways to make a text harmless inside another language. */
final class Escapes {
  private Escapes() {}

  /** As the function {@code html} does. */
  static String html(String text) {
    return mapped(text, false);
  }

  /** As Go's HTML templates do around values. */
  static String htmlValue(String text) {
    return mapped(text, true);
  }

  private static String mapped(String text, boolean plusToo) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\0' -> out.append('\ufffd');
        case '+' -> out.append(plusToo ? "&#43;" : "+");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** For an attribute without quotes: only letters and digits stay. */
  static String htmlUnquoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                out.appendCodePoint(c);
              } else {
                out.append("&#").append(c).append(';');
              }
            });
    return out.toString();
  }

  /**
   * A part of a URL, escaped.
   *
   * @param whole whether it may have parts of its own, so that what separates them stays
   */
  static String urlPart(String text, boolean whole) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      boolean separator = "!#$&*+,/:;=?@[]".indexOf(c) >= 0;
      boolean escape = c == '%' && isHex(bytes, i + 1) && isHex(bytes, i + 2);
      if (plain || (whole && (separator || escape))) {
        out.append(c);
      } else {
        out.append(String.format("%%%02x", (int) c));
      }
    }
    return out.toString();
  }

  private static boolean isHex(byte[] bytes, int i) {
    return i < bytes.length && Character.digit(bytes[i], 16) >= 0;
  }

  /** As the function {@code js} does: fit for a JavaScript string between quotes. */
  static String js(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> out.append("\\\\");
                case '\'' -> out.append("\\'");
                case '"' -> out.append("\\\"");
                case '<', '>', '&', '=' -> out.append(String.format("\\u%04X", c));
                default -> appendJs(out, c);
              }
            });
    return out.toString();
  }

  private static void appendJs(StringBuilder out, int c) {
    if (GoQuote.isPrintable(c)) {
      out.appendCodePoint(c);
    } else {
      out.append(String.format("\\u%04X", c));
    }
  }

  /** As the function {@code urlquery} does: a space becomes a plus sign. */
  static String urlQuery(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }
}
