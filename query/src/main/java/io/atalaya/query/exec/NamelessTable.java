package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table whose series lose the metric's name, type and unit: at once, or at the end of the query.
 */
final class NamelessTable implements SeriesTable {
  private final SeriesTable inner;
  private final boolean delayed;
  private final UnaryOperator<Labels> atOnce;

  /** Labels that were asked for; of two threads that make the same either may win. */
  private final @Nullable Labels[] made;

  NamelessTable(SeriesTable inner, boolean delayed) {
    this(inner, delayed, LabelSets::withoutMetadata);
  }

  /** As above; what is lost at once is up to an operator. */
  NamelessTable(SeriesTable inner, boolean delayed, UnaryOperator<Labels> atOnce) {
    this.inner = inner;
    this.delayed = delayed;
    this.atOnce = atOnce;
    made = new @Nullable Labels[delayed ? 0 : inner.size()];
  }

  /** True if all series have lost the same. */
  @Override
  public boolean isDistinct() {
    if (delayed || !inner.isDistinct() || size() == 0) {
      return inner.isDistinct();
    }
    Labels first = inner.labels(0);
    for (int i = 1; i < made.length; i++) {
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
    if (delayed) {
      return inner.labels(i);
    }
    Labels known = made[i];
    if (known == null) {
      known = atOnce.apply(inner.labels(i));
      made[i] = known;
    }
    return known;
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
