package io.atalaya.collect.scrape;

import io.atalaya.model.NameValidation;

/**
 * How names are written that older systems cannot read, and how a target is asked to write them.
 */
public enum NameEscaping {
  ALLOW_UTF8("allow-utf-8"),
  UNDERSCORES("underscores"),
  DOTS("dots"),
  VALUES("values");

  private final String text;

  NameEscaping(String text) {
    this.text = text;
  }

  /** The name in a configuration and in an {@code Accept} header. */
  public String text() {
    return text;
  }

  /**
   * The scheme of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static NameEscaping parse(String text) {
    for (NameEscaping escaping : values()) {
      if (escaping.text.equals(text)) {
        return escaping;
      }
    }
    throw new IllegalArgumentException("unknown name escaping scheme \"" + text + "\"");
  }

  /** A name of a metric or label as it is written; what older systems can read stays as it is. */
  public String write(String name) {
    if (this == ALLOW_UTF8 || NameValidation.LEGACY.isMetricName(name)) {
      return name;
    }
    StringBuilder out = new StringBuilder(this == VALUES ? "U__" : "");
    boolean first = true;
    for (int c : name.codePoints().toArray()) {
      boolean allowed = c == ':' || c == '_' || isLetter(c) || (!first && c >= '0' && c <= '9');
      switch (this) {
        case ALLOW_UTF8 -> out.appendCodePoint(c);
        case UNDERSCORES -> out.append(allowed ? (char) c : '_');
        case DOTS -> out.append(c == '.' ? "_dot_" : plain(c, allowed, "__"));
        case VALUES -> out.append(plain(c, allowed, '_' + Integer.toHexString(c) + '_'));
      }
      first = false;
    }
    return out.toString();
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static String plain(int c, boolean allowed, String otherwise) {
    return c == '_' ? "__" : allowed ? Character.toString(c) : otherwise;
  }
}
