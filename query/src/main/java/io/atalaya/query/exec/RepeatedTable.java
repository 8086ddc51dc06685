package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;

/** What was evaluated at one step, at all steps. */
record RepeatedTable(SeriesTable inner, Steps steps) implements SeriesTable {
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
    Column one = new Column(1);
    return (i, out) -> {
      cursor.read(i, one);
      repeat(one, out);
    };
  }

  private static void repeat(Column one, Column out) {
    out.clear();
    if (!one.has(0)) {
      return;
    }
    Histogram h = one.histogram(0);
    for (int step = 0; step < out.steps(); step++) {
      if (h == null) {
        out.set(step, one.value(0));
      } else {
        out.set(step, h);
      }
    }
  }
}
