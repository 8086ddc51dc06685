package io.atalaya.model;

import org.jspecify.annotations.Nullable;

/**
 * Scratch into which {@link SeriesSet#read} decodes one series; used again and again by one thread.
 *
 * <p>The samples are rows {@code from} (included) to {@code to} (excluded) of {@link #times};
 * {@link #values} and {@link #histograms} have the same row numbers. A row whose histogram is not
 * null is a histogram sample, every other a float; stale markers are floats with {@link
 * SampleValue#STALE_BITS}.
 */
public final class SeriesSamples {
  private static final TimeColumn NONE = new TimeColumn(new long[0], 0);

  /** Times of the rows; shared between series where they were sampled together. */
  public TimeColumn times = NONE;

  /** First row. */
  public int from;

  /** Row after the last. */
  public int to;

  /** Floats by row; may be longer than {@link #to}. */
  public double[] values = new double[0];

  /** Histograms by row, or null if the series has none in this range. */
  public @Nullable Histogram @Nullable [] histograms;

  /** Start times by row in milliseconds since the epoch, 0 where unknown; null if none is known. */
  public long @Nullable [] startMillis;

  /**
   * What rows stand for where a source has only aggregates of its samples, or null. Only for
   * readers that ask for it by {@link SampleUse#aggregates}.
   */
  public @Nullable SampleAggregates aggregates;

  /** Number of samples. */
  public int size() {
    return to - from;
  }

  /** Empties it. */
  public void clear() {
    times = NONE;
    from = 0;
    to = 0;
    histograms = null;
    startMillis = null;
    aggregates = null;
  }

  /** Makes room for at least {@code rows} floats; earlier content is lost. */
  public void ensureCapacity(int rows) {
    if (values.length < rows) {
      values = new double[Math.max(rows, values.length * 2)];
    }
  }
}
