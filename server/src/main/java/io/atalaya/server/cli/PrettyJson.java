package io.atalaya.server.cli;

/** Lays compact JSON out for people, with two spaces for each level. */
final class PrettyJson {
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private PrettyJson() {}

  /** The same value on many lines. */
  static String of(String compact) {
    PrettyJson pretty = new PrettyJson();
    boolean quoted = false;
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      if (quoted) {
        pretty.out.append(c);
        if (c == '\\') {
          pretty.out.append(compact.charAt(++i));
        }
        quoted = c != '"';
      } else {
        char following = i + 1 < compact.length() ? compact.charAt(i + 1) : ' ';
        pretty.add(c, following);
        quoted = c == '"';
      }
    }
    return pretty.out.toString();
  }

  /** Adds a character that is not in a text. */
  private void add(char c, char following) {
    boolean opens = c == '{' || c == '[';
    boolean closes = c == '}' || c == ']';
    if (closes && !endsWithOpening()) {
      depth--;
      newLine();
    } else if (closes) {
      depth--;
    }
    out.append(c);
    depth += opens ? 1 : 0;
    boolean empty = opens && (following == '}' || following == ']');
    if (c == ',' || (opens && !empty)) {
      newLine();
    } else if (c == ':') {
      out.append(' ');
    }
  }

  private boolean endsWithOpening() {
    char last = out.charAt(out.length() - 1);
    return last == '{' || last == '[';
  }

  private void newLine() {
    out.append('\n').repeat(' ', 2 * depth);
  }
}
