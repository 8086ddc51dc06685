package io.atalaya.query.annotation;

import io.atalaya.query.ast.PositionRange;

/** An annotation that is its text and place only. */
record PlainAnnotation(boolean isWarning, String text, PositionRange position)
    implements Annotation {
  @Override
  public String textIn(String query) {
    return Annotation.withPosition(text, position, query);
  }

  @Override
  public Annotation after(Annotation earlier) {
    return earlier instanceof PlainAnnotation e && e.position.start() > position.start()
        ? earlier
        : this;
  }
}
