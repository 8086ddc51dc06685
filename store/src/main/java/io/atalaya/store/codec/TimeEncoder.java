package io.atalaya.store.codec;

/** Writes columns of times as TC1; any numbers will do, regular ones shrink. */
public final class TimeEncoder {
  /** By how much all residuals together may grow so that the interval is of whole seconds. */
  private static final int ROUNDING_LIMIT_MILLIS = 20_000;

  private static final int SECOND_MILLIS = 1000;

  private final long[] residuals = new long[Chunk.MAX_ROWS];
  private final IntegerStream integers = new IntegerStream();

  /**
   * Appends {@code rows} times to {@code out}. The same times give the same bytes.
   *
   * @param rows 1…{@link Chunk#MAX_ROWS}
   */
  public void encode(long[] times, int from, int rows, ByteOutput out) {
    Chunk.requireRows(rows);
    long first = times[from];
    long interval = rows == 1 ? 0 : interval(times[from + rows - 1] - first, rows);
    for (int i = 0; i < rows; i++) {
      residuals[i] = times[from + i] - first - interval * i;
    }
    integers.plan(residuals, rows, 1, 0);
    out.put(integers.order() | (integers.zigzag() ? Kind.ZIGZAG : 0));
    out.signed(first);
    out.unsigned(interval);
    integers.write(residuals, out);
  }

  private static long interval(long duration, int rows) {
    long mean = Math.round((double) duration / (rows - 1));
    long rounded = Math.round((double) mean / SECOND_MILLIS) * SECOND_MILLIS;
    boolean fits = rounded > 0 && Math.abs(rounded - mean) * rows < ROUNDING_LIMIT_MILLIS;
    return fits ? rounded : mean;
  }
}
