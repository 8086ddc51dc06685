package io.atalaya.query.function;

/** Floats between two samples. */
public final class Interpolation {
  private Interpolation() {}

  /**
   * The value at a time on the line from a row to the next; after a counter's reset the line starts
   * from zero.
   */
  public static double between(RangeWindow w, int row, long millis, boolean isCounter) {
    double v2 = w.floats[row + 1];
    double v1 = isCounter && v2 < w.floats[row] ? 0 : w.floats[row];
    long t1 = w.floatTimes[row];
    return v1 + (v2 - v1) * (millis - t1) / (w.floatTimes[row + 1] - t1);
  }
}
