package io.atalaya.store.tombstone;

import io.atalaya.model.Labels;
import io.atalaya.model.TimeColumn;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges of time, sorted and apart from each other.
 *
 * @param bounds first and last millisecond of each range, one range after the other
 */
record Intervals(List<Long> bounds) {
  static final Intervals NONE = new Intervals(List.of());

  /** What some tombstones delete of one series. */
  static Intervals of(List<Tombstone> tombstones, Labels labels) {
    long[][] ranges =
        tombstones.stream()
            .filter(t -> t.matches(labels))
            .map(t -> new long[] {t.fromMillis(), t.toMillis()})
            .sorted((a, b) -> Long.compare(a[0], b[0]))
            .toArray(long[][]::new);
    if (ranges.length == 0) {
      return NONE;
    }
    int last = 0;
    for (int i = 1; i < ranges.length; i++) {
      if (ranges[i][0] <= ranges[last][1]) {
        ranges[last][1] = Math.max(ranges[last][1], ranges[i][1]);
      } else {
        ranges[++last] = ranges[i];
      }
    }
    return new Intervals(
        Arrays.stream(ranges, 0, last + 1).flatMapToLong(Arrays::stream).boxed().toList());
  }

  boolean isEmpty() {
    return bounds.isEmpty();
  }

  /** Whether everything between two times is within one range. */
  boolean cover(long from, long to) {
    for (int i = 0; i < bounds.size(); i += 2) {
      if (bounds.get(i) <= from && bounds.get(i + 1) >= to) {
        return true;
      }
    }
    return false;
  }

  /** The rows of a column that lie in no range; as many as the array has, or fewer. */
  int[] rowsOutside(TimeColumn times, int from, int to) {
    int[] rows = new int[to - from];
    int count = 0;
    int range = 0;
    for (int row = from; row < to; row++) {
      long time = times.millis(row);
      while (range < bounds.size() && bounds.get(range + 1) < time) {
        range += 2;
      }
      if (range == bounds.size() || time < bounds.get(range)) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }
}
