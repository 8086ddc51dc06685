package io.atalaya.alert.template;

/** Writes everything as it is. */
record PlainOutput(BoundedText text, Run run) implements Output {
  @Override
  public void literal(String literal) {
    text.append(literal);
  }

  @Override
  public void value(Value value) {
    text.append(GoFormat.shown(value, run));
  }
}
