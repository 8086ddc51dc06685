package io.atalaya.query.annotation;

/** What a source of series says; it concerns no place in the query. */
record SourceWarning(String text) implements Annotation {
  @Override
  public boolean isWarning() {
    return true;
  }

  @Override
  public String textIn(String query) {
    return text;
  }

  @Override
  public Annotation after(Annotation earlier) {
    return this;
  }
}
