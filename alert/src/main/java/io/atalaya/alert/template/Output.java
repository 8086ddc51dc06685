package io.atalaya.alert.template;

/** Where an execution writes. */
sealed interface Output permits PlainOutput, HtmlOutput {
  /** Writes text of the template itself. */
  void literal(String text);

  /** Writes what an action prints. */
  void value(Value value);
}
