package io.atalaya.alert.template;

/** What is done to a template's output. */
enum Escape {
  /** Nothing. */
  NONE,
  /** What actions print is escaped for the place in the HTML where it stands. */
  HTML;

  /** A writer over a text. */
  Output to(BoundedText text, Run run) {
    return switch (this) {
      case NONE -> new PlainOutput(text, run);
      case HTML -> new HtmlOutput(text, run);
    };
  }
}
