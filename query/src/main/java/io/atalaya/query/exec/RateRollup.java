package io.atalaya.query.exec;

import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import java.util.Arrays;

/**
 * {@code rate}, {@code increase} and {@code delta} of floats, for all steps of a series at once.
 *
 * <p>How far an increase is extrapolated depends on the times of the samples alone, unless a
 * counter would come from below zero. So the windows and their factors are worked out once for a
 * column of times, and what is left for each of the series that share it is
 *
 * <pre>
 *   (value[last] − value[first] + what was lost in resets) × factor
 * </pre>
 *
 * The results are the same, bit for bit, as those of the function window by window.
 */
final class RateRollup {
  private static final double THRESHOLD_INTERVALS = 1.1;
  private static final double MILLIS_PER_SECOND = 1000;

  /** Which of the three functions. */
  enum Kind {
    RATE,
    INCREASE,
    DELTA;

    boolean isCounter() {
      return this != DELTA;
    }
  }

  private final Kind kind;
  private final RangeSource source;
  private final double rangeSeconds;
  private final int[] first;
  private final int[] last;
  private final double[] sampledSeconds;
  private final double[] toStart;
  private final double[] toEnd;
  private final double[] factor;
  private int[] resets = new int[16];
  private int resetCount;
  private boolean anyWindow;
  private int firstRow;
  private int lastRow;

  RateRollup(Kind kind, RangeSource source, int steps) {
    this.kind = kind;
    this.source = source;
    rangeSeconds = source.rangeMillis() / MILLIS_PER_SECOND;
    first = new int[steps];
    last = new int[steps];
    sampledSeconds = new double[steps];
    toStart = new double[steps];
    toEnd = new double[steps];
    factor = new double[steps];
  }

  /** Goes to another column of times, whose windows are given. */
  void prepare(TimeColumn times, Windows windows) {
    anyWindow = false;
    for (int step = 0; step < first.length; step++) {
      first[step] = windows.from(step);
      last[step] = windows.to(step) - 1;
      if (last[step] > first[step]) {
        prepare(step, times);
        firstRow = anyWindow ? Math.min(firstRow, first[step]) : first[step];
        lastRow = anyWindow ? Math.max(lastRow, last[step]) : last[step];
        anyWindow = true;
      }
    }
  }

  private void prepare(int step, TimeColumn times) {
    long firstMillis = times.millis(first[step]);
    long lastMillis = times.millis(last[step]);
    long end = source.windowEndMillis(step);
    double sampled = (lastMillis - firstMillis) / MILLIS_PER_SECOND;
    double average = sampled / (last[step] - first[step]);
    double start = (firstMillis - (end - source.rangeMillis())) / MILLIS_PER_SECOND;
    double rest = (end - lastMillis) / MILLIS_PER_SECOND;
    sampledSeconds[step] = sampled;
    toStart[step] = start >= average * THRESHOLD_INTERVALS ? average / 2 : start;
    toEnd[step] = rest >= average * THRESHOLD_INTERVALS ? average / 2 : rest;
    factor[step] = factor(step, toStart[step]);
  }

  private double factor(int step, double start) {
    double sampled = sampledSeconds[step];
    double extrapolated = (sampled + start + toEnd[step]) / sampled;
    return kind == Kind.RATE ? extrapolated / rangeSeconds : extrapolated;
  }

  /**
   * Puts the results for a series of the prepared times into a column.
   *
   * @return false, with nothing done, for a series that needs to be looked at window by window: one
   *     that does not fill its column, or that has a NaN
   */
  boolean apply(SeriesSamples samples, Column out) {
    if (!anyWindow) {
      return true;
    }
    if (samples.from > firstRow || samples.to <= lastRow) {
      return false;
    }
    double[] values = samples.values;
    if (!findResets(values)) {
      return false;
    }
    if (resetCount == 0 || !kind.isCounter()) {
      withoutResets(values, out);
    } else {
      withResets(values, out);
    }
    return true;
  }

  /** Notes where values go down; false if there is a NaN. */
  private boolean findResets(double[] values) {
    resetCount = 0;
    double previous = values[firstRow];
    for (int row = firstRow + 1; row <= lastRow; row++) {
      double value = values[row];
      if (!(value >= previous)) {
        if (Double.isNaN(value) || Double.isNaN(previous)) {
          return false;
        }
        noteReset(row);
      }
      previous = value;
    }
    return !Double.isNaN(previous);
  }

  private void noteReset(int row) {
    if (resetCount == resets.length) {
      resets = Arrays.copyOf(resets, 2 * resetCount);
    }
    resets[resetCount++] = row;
  }

  private void withoutResets(double[] values, Column out) {
    double[] results = out.values();
    boolean isCounter = kind.isCounter();
    boolean full = true;
    for (int step = 0; step < first.length; step++) {
      if (last[step] <= first[step]) {
        full = false;
        continue;
      }
      double start = values[first[step]];
      double increase = values[last[step]] - start;
      results[step] = increase * factor[step];
      if (isCounter && mayBeClamped(step, start, increase)) {
        results[step] = increase * clampedFactor(step, start, increase);
      }
    }
    setPresence(out, full);
  }

  private void withResets(double[] values, Column out) {
    double[] results = out.values();
    boolean full = true;
    int reset = 0;
    for (int step = 0; step < first.length; step++) {
      if (last[step] <= first[step]) {
        full = false;
        continue;
      }
      double start = values[first[step]];
      double increase = values[last[step]] - start;
      while (reset < resetCount && resets[reset] <= first[step]) {
        reset++;
      }
      for (int r = reset; r < resetCount && resets[r] <= last[step]; r++) {
        increase += values[resets[r] - 1];
      }
      results[step] = increase * clampedFactor(step, start, increase);
    }
    setPresence(out, full);
  }

  private void setPresence(Column out, boolean full) {
    if (full) {
      out.fillPresence();
      return;
    }
    for (int step = 0; step < first.length; step++) {
      if (last[step] > first[step]) {
        out.set(step, out.values()[step]);
      }
    }
  }

  /** Whether the line through the samples meets zero inside the extrapolation; cheap, not exact. */
  private boolean mayBeClamped(int step, double start, double increase) {
    return start * sampledSeconds[step] <= toStart[step] * increase * THRESHOLD_INTERVALS;
  }

  private double clampedFactor(int step, double start, double increase) {
    if (increase > 0 && start >= 0) {
      double toZero = sampledSeconds[step] * (start / increase);
      if (toZero < toStart[step]) {
        return factor(step, toZero);
      }
    }
    return factor[step];
  }
}
