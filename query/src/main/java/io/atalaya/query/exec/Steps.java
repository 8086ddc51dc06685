package io.atalaya.query.exec;

/**
 * The times at which an expression is evaluated.
 *
 * @param startMillis first step
 * @param endMillis no step is later; the last one may be earlier
 * @param stepMillis distance of two steps, &gt; 0
 * @param count number of steps
 */
record Steps(long startMillis, long endMillis, long stepMillis, int count) {
  /** How many steps there are from a first to a last time, both included if they are steps. */
  static long countBetween(long startMillis, long endMillis, long stepMillis) {
    return endMillis < startMillis ? 0 : (endMillis - startMillis) / stepMillis + 1;
  }

  /** One step. */
  static Steps at(long millis) {
    return new Steps(millis, millis, 1, 1);
  }

  long millis(int step) {
    return startMillis + step * stepMillis;
  }

  long lastMillis() {
    return millis(count - 1);
  }

  /** Whether it is one time; one step within a range is not. */
  boolean isInstant() {
    return startMillis == endMillis;
  }
}
