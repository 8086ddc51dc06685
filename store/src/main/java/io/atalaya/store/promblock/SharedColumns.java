package io.atalaya.store.promblock;

import io.atalaya.model.TimeColumn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One column for all series that were sampled at the same times. */
final class SharedColumns {
  /** Columns remembered. */
  private static final int MAX_COLUMNS = 4096;

  private final Map<Integer, TimeColumn> columns = new HashMap<>();

  /** The column of some times, which are copied if they are new. */
  TimeColumn of(long[] some, int size) {
    long[] times = Arrays.copyOf(some, size);
    int hash = Arrays.hashCode(times);
    TimeColumn known = columns.get(hash);
    if (known != null && Arrays.equals(known.array(), times)) {
      return known;
    }
    if (columns.size() >= MAX_COLUMNS) {
      columns.clear();
    }
    TimeColumn made = new TimeColumn(times, times.length);
    columns.put(hash, made);
    return made;
  }
}
