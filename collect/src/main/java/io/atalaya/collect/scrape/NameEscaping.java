package io.atalaya.collect.scrape;

/** How a target is asked to write names that older systems cannot read. */
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
}
