package io.atalaya.server.status;

/** Texts of others, safe inside HTML, XML and SVG, between tags and in quoted attributes. */
final class Escaped {
  private Escaped() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(isAllowed(c) ? c : '\ufffd');
      }
    }
    return out.toString();
  }

  /** XML allows no other control characters. */
  private static boolean isAllowed(char c) {
    return (c >= ' ' && c < 0xfffe) || c == '\n' || c == '\t' || c == '\r';
  }
}
