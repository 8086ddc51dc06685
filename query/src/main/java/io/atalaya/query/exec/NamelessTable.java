package io.atalaya.query.exec;

import io.atalaya.model.Labels;

/**
 * A table whose series lose the metric's name, type and unit: at once, or at the end of the query.
 */
record NamelessTable(SeriesTable inner, boolean delayed) implements SeriesTable {
  @Override
  public int size() {
    return inner.size();
  }

  @Override
  public Labels labels(int i) {
    return delayed ? inner.labels(i) : LabelSets.withoutMetadata(inner.labels(i));
  }

  @Override
  public boolean dropsName(int i) {
    return true;
  }

  @Override
  public Cursor cursor() {
    return inner.cursor();
  }
}
