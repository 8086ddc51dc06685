package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.function.UnaryOperator;

/**
 * A table whose series lose the metric's name, type and unit: at once, or at the end of the query.
 */
final class NamelessTable implements SeriesTable {
  private final SeriesTable inner;
  private final boolean delayed;
  private final Labels[] labels;

  NamelessTable(SeriesTable inner, boolean delayed) {
    this(inner, delayed, LabelSets::withoutMetadata);
  }

  /** As above; what is lost at once is up to an operator. */
  NamelessTable(SeriesTable inner, boolean delayed, UnaryOperator<Labels> atOnce) {
    this.inner = inner;
    this.delayed = delayed;
    labels = new Labels[inner.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = delayed ? inner.labels(i) : atOnce.apply(inner.labels(i));
    }
  }

  /** True if all series have lost the same. */
  @Override
  public boolean isDistinct() {
    if (delayed || !inner.isDistinct() || size() == 0) {
      return inner.isDistinct();
    }
    Labels first = inner.labels(0);
    for (int i = 1; i < labels.length; i++) {
      if (!LabelSets.sameMetadata(first, inner.labels(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int size() {
    return inner.size();
  }

  @Override
  public Labels labels(int i) {
    return labels[i];
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
