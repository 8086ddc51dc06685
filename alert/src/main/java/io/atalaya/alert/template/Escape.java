package io.atalaya.alert.template;

/** What is done to the values that actions print. */
enum Escape {
  /** Nothing. */
  NONE,
  /** Escaped for HTML text and quoted attributes. */
  HTML;

  /** The text to print for a value; nothing prints nothing in HTML. */
  String of(Value value, Run run) {
    return switch (this) {
      case NONE -> GoFormat.shown(value, run);
      case HTML -> html(value, run);
    };
  }

  private static String html(Value value, Run run) {
    if (value instanceof Value.Nothing) {
      return "";
    }
    String text = GoFormat.shown(value, run);
    return value.type().equals(Types.HTML) ? text : run.bounded(Escapes.htmlValue(text));
  }
}
