package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.function.Supplier;

/**
 * A table whose columns are changed in place after they are read.
 *
 * @param changes makes a change for one thread
 */
record MappedTable(SeriesTable inner, Supplier<ColumnChange> changes) implements SeriesTable {
  /** A table changed by what needs no scratch. */
  static MappedTable of(SeriesTable inner, ColumnChange change) {
    return new MappedTable(inner, () -> change);
  }

  /** Changes a column in place; must not change what other columns share with it. */
  interface ColumnChange {
    void apply(int series, Column column);
  }

  @Override
  public int size() {
    return inner.size();
  }

  @Override
  public Labels labels(int i) {
    return inner.labels(i);
  }

  @Override
  public String label(int i, String name) {
    return inner.label(i, name);
  }

  @Override
  public boolean dropsName(int i) {
    return inner.dropsName(i);
  }

  @Override
  public boolean isDistinct() {
    return inner.isDistinct();
  }

  @Override
  public Cursor cursor() {
    Cursor cursor = inner.cursor();
    ColumnChange change = changes.get();
    return (i, out) -> {
      cursor.read(i, out);
      change.apply(i, out);
    };
  }
}
