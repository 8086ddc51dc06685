package io.atalaya.query.exec;

/**
 * The times at which an expression is evaluated.
 *
 * @param startMillis first step
 * @param stepMillis distance of two steps, &gt; 0
 * @param count number of steps
 */
public record Steps(long startMillis, long stepMillis, int count) {
  /** The steps from a first to a last time, both included if they are steps. */
  public static Steps between(long startMillis, long endMillis, long stepMillis) {
    long count = endMillis < startMillis ? 0 : (endMillis - startMillis) / stepMillis + 1;
    return new Steps(startMillis, stepMillis, Math.toIntExact(count));
  }

  /** One step. */
  public static Steps at(long millis) {
    return new Steps(millis, 1, 1);
  }

  public long millis(int step) {
    return startMillis + step * stepMillis;
  }

  public long lastMillis() {
    return millis(count - 1);
  }

  public boolean isInstant() {
    return count == 1;
  }
}
