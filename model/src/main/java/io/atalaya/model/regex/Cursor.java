package io.atalaya.model.regex;

/** A place in the text of an expression. */
final class Cursor {
  private final String source;
  private int position;

  Cursor(String source) {
    this.source = source;
  }

  String source() {
    return source;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position >= source.length();
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  void skip(int chars) {
    position += chars;
  }

  /** The char at {@code ahead} places from here, or −1 beyond the end. */
  int peek(int ahead) {
    int at = position + ahead;
    return at < source.length() ? source.charAt(at) : -1;
  }

  boolean looksAt(String text) {
    return source.startsWith(text, position);
  }

  /** Takes a text if it stands here. */
  boolean take(String text) {
    boolean found = looksAt(text);
    if (found) {
      position += text.length();
    }
    return found;
  }

  /** Takes one code point. */
  int next() {
    int c = source.codePointAt(position);
    position += Character.charCount(c);
    return c;
  }

  /** The place of a text at or after here, or −1. */
  int find(String text) {
    return source.indexOf(text, position);
  }

  /** What was taken since a place. */
  String since(int start) {
    return source.substring(start, position);
  }

  /** All that is left. */
  String rest() {
    return source.substring(position);
  }
}
