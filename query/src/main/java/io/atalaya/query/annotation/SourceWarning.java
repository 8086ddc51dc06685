package io.atalaya.query.annotation;

/** What a source of series says; it concerns no place in the query. */
record SourceWarning(String text, boolean isWarning) implements Annotation {
  @Override
  public String textIn(String query) {
    return text;
  }

  @Override
  public Annotation after(Annotation earlier) {
    return this;
  }
}
