package io.atalaya.query.exec;

import io.atalaya.model.Labels;

/**
 * The result of a part of a plan: some series, whose values are worked out when they are read. A
 * series may turn out to have no samples. Immutable; safe for many threads.
 */
interface SeriesTable {
  int size();

  Labels labels(int i);

  /**
   * The value of one label of a series, or the empty string; all labels need not be made for it.
   */
  default String label(int i, String name) {
    return labels(i).get(name);
  }

  /** Whether the metric's name is to be dropped at the end of the query. */
  default boolean dropsName(int i) {
    return false;
  }

  /** Whether no two series have the same labels, as far as is known without looking. */
  default boolean isDistinct() {
    return false;
  }

  /** The table itself, not what counts how it is read. */
  default SeriesTable unwatched() {
    return this;
  }

  /** A way to read the values, with scratch of its own, for one thread. */
  Cursor cursor();

  /** Reads one series after the other, in any order. */
  interface Cursor {
    /**
     * Puts the values of series {@code i} at all steps into a column.
     *
     * @param out is overwritten
     */
    void read(int i, Column out);
  }
}
