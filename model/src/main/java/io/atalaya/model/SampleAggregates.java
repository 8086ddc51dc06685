package io.atalaya.model;

import java.util.Arrays;

/**
 * What rows of {@link SeriesSamples} stand for, by row: all float samples of a source in a window
 * of time, of which the row itself is the last. A row of which nothing else is known is one sample.
 *
 * <pre>
 * window      (────────────────────────]
 * samples       5   7   9   2   4   6
 * row         time and value of the last: 6
 * aggregates  count 6, sum 33, min 2, max 9, first 5 and its time,
 *             correction 9: what was lost in resets, so the counter rose by 6 − 5 + 9
 * </pre>
 */
public final class SampleAggregates {
  /** Number of samples. */
  public double[] counts;

  public double[] sums;
  public double[] mins;
  public double[] maxs;

  /** Value of the first sample. */
  public double[] firsts;

  /** Time of the first sample in milliseconds since the epoch. */
  public long[] firstMillis;

  /** Sum of the values that were followed by a smaller one within the window. */
  public double[] corrections;

  /** Room for so many rows. */
  public SampleAggregates(int rows) {
    counts = new double[rows];
    sums = new double[rows];
    mins = new double[rows];
    maxs = new double[rows];
    firsts = new double[rows];
    firstMillis = new long[rows];
    corrections = new double[rows];
  }

  /** Makes a row stand for one sample. */
  public void setSingle(int row, long millis, double value) {
    counts[row] = 1;
    sums[row] = value;
    mins[row] = value;
    maxs[row] = value;
    firsts[row] = value;
    firstMillis[row] = millis;
    corrections[row] = 0;
  }

  /** Makes a row say what one of another object says. */
  public void setRow(int row, SampleAggregates from, int fromRow) {
    counts[row] = from.counts[fromRow];
    sums[row] = from.sums[fromRow];
    mins[row] = from.mins[fromRow];
    maxs[row] = from.maxs[fromRow];
    firsts[row] = from.firsts[fromRow];
    firstMillis[row] = from.firstMillis[fromRow];
    corrections[row] = from.corrections[fromRow];
  }

  /** A copy of the first rows. */
  public SampleAggregates copy(int rows) {
    SampleAggregates copy = new SampleAggregates(0);
    copy.counts = Arrays.copyOf(counts, rows);
    copy.sums = Arrays.copyOf(sums, rows);
    copy.mins = Arrays.copyOf(mins, rows);
    copy.maxs = Arrays.copyOf(maxs, rows);
    copy.firsts = Arrays.copyOf(firsts, rows);
    copy.firstMillis = Arrays.copyOf(firstMillis, rows);
    copy.corrections = Arrays.copyOf(corrections, rows);
    return copy;
  }
}
