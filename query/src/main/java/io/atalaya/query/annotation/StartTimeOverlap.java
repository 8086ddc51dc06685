package io.atalaya.query.annotation;

import io.atalaya.query.ast.PositionRange;

/** A counter that says it was started before its last sample; counts the series. */
record StartTimeOverlap(String text, PositionRange position, int count) implements Annotation {
  @Override
  public boolean isWarning() {
    return true;
  }

  @Override
  public String textIn(String query) {
    String counted = count > 1 && !query.isEmpty() ? text + " (" + count + " occurrences)" : text;
    return Annotation.withPosition(counted, position, query);
  }

  @Override
  public Annotation after(Annotation earlier) {
    return earlier instanceof StartTimeOverlap e
        ? new StartTimeOverlap(text, PositionRange.first(position, e.position), count + e.count)
        : this;
  }
}
