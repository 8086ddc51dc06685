package io.atalaya.query.exec;

/**
 * Which rows of a column of times each step's window holds: rows {@code from[step]} to {@code
 * to[step]}, the latter excluded.
 */
final class Windows {
  private final int[] from;
  private final int[] to;

  Windows(int steps) {
    from = new int[steps];
    to = new int[steps];
  }

  /**
   * Finds the rows in {@code (end − before, end + after]} of each step.
   *
   * @param times ascending; only the first {@code size} count
   */
  void locate(long[] times, int size, RangeSource source, long before, long after) {
    int low = 0;
    int high = 0;
    for (int step = 0; step < from.length; step++) {
      long end = source.windowEndMillis(step);
      while (high < size && times[high] <= end + after) {
        high++;
      }
      while (low < high && times[low] <= end - before) {
        low++;
      }
      from[step] = low;
      to[step] = high;
    }
  }

  int from(int step) {
    return from[step];
  }

  int to(int step) {
    return to[step];
  }
}
