package io.atalaya.query.annotation;

import io.atalaya.query.ast.PositionRange;

/**
 * An annotation that is its text and place only.
 *
 * @param position what it is about
 * @param source the part of the query that says it
 */
record PlainAnnotation(boolean isWarning, String text, PositionRange position, PositionRange source)
    implements Annotation {
  PlainAnnotation(boolean isWarning, String text, PositionRange position) {
    this(isWarning, text, position, position);
  }

  @Override
  public String textIn(String query) {
    return Annotation.withPosition(text, position, query);
  }

  @Override
  public Annotation after(Annotation earlier) {
    return earlier instanceof PlainAnnotation e && e.source.isEvaluatedAfter(source)
        ? earlier
        : this;
  }
}
