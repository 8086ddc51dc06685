package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.function.Predicate;

/**
 * A table whose series lose the metric's name, type and unit: at once, or at the end of the query.
 */
final class NamelessTable implements SeriesTable {
  private final SeriesTable inner;
  private final boolean delayed;
  private final Predicate<String> lost;

  NamelessTable(SeriesTable inner, boolean delayed) {
    this(inner, delayed, LabelSets::isMetadata);
  }

  /**
   * As above.
   *
   * @param lost the labels that are lost at once
   */
  NamelessTable(SeriesTable inner, boolean delayed, Predicate<String> lost) {
    this.inner = inner;
    this.delayed = delayed;
    this.lost = lost;
  }

  /** True if all series have lost the same. */
  @Override
  public boolean isDistinct() {
    if (delayed || !inner.isDistinct() || size() == 0) {
      return inner.isDistinct();
    }
    return LabelSets.METADATA.stream().allMatch(this::isSameOfAll);
  }

  private boolean isSameOfAll(String name) {
    String first = inner.label(0, name);
    for (int i = 1; i < size(); i++) {
      if (!inner.label(i, name).equals(first)) {
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
    Labels all = inner.labels(i);
    return delayed ? all : LabelSets.without(all, lost);
  }

  @Override
  public String label(int i, String name) {
    return !delayed && lost.test(name) ? "" : inner.label(i, name);
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
