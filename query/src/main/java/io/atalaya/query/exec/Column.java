package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.query.function.SampleCell;
import io.atalaya.query.histogram.Histograms;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one series at all steps: floats, bits that say at which steps there is a sample,
 * and histograms only if there are any, and only at steps where there is a sample.
 */
public final class Column {
  private final int steps;
  private final double[] values;
  private final long[] present;
  private @Nullable Histogram @Nullable [] histograms;

  public Column(int steps) {
    this.steps = steps;
    values = new double[steps];
    present = new long[(steps + 63) >>> 6];
  }

  public int steps() {
    return steps;
  }

  public void clear() {
    Arrays.fill(present, 0);
    histograms = null;
  }

  public boolean has(int step) {
    return (present[step >>> 6] & (1L << step)) != 0;
  }

  public double value(int step) {
    return values[step];
  }

  public @Nullable Histogram histogram(int step) {
    return histograms == null ? null : histograms[step];
  }

  public boolean hasHistograms() {
    return histograms != null;
  }

  public void set(int step, double value) {
    values[step] = value;
    present[step >>> 6] |= 1L << step;
    if (histograms != null) {
      histograms[step] = null;
    }
  }

  public void set(int step, Histogram histogram) {
    if (histograms == null) {
      histograms = new Histogram[steps];
    }
    histograms[step] = histogram;
    values[step] = 0;
    present[step >>> 6] |= 1L << step;
  }

  /** Takes over the sample in a cell, or removes what is there if the cell is empty. */
  void set(int step, SampleCell cell) {
    Histogram h = cell.histogram();
    if (!cell.isPresent()) {
      remove(step);
    } else if (h != null) {
      set(step, h);
    } else {
      set(step, cell.value());
    }
  }

  public void remove(int step) {
    present[step >>> 6] &= ~(1L << step);
    if (histograms != null) {
      histograms[step] = null;
    }
  }

  /** Takes over the sample that another column has at a step, if any. */
  public void copyStep(Column from, int step) {
    Histogram h = from.histogram(step);
    if (!from.has(step)) {
      remove(step);
    } else if (h != null) {
      set(step, h);
    } else {
      set(step, from.values[step]);
    }
  }

  /** Whether there is a sample at any step. */
  public boolean isEmpty() {
    for (long word : present) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is a sample at every step. */
  public boolean isFull() {
    return size() == steps;
  }

  /** Number of samples. */
  public int size() {
    int n = 0;
    for (long word : present) {
      n += Long.bitCount(word);
    }
    return n;
  }

  /** Number of samples as limits count them: a histogram is as many as it is large. */
  int sizeInSamples() {
    int n = size();
    for (int step = 0; histograms != null && step < steps; step++) {
      Histogram h = has(step) ? histograms[step] : null;
      n += h == null ? 0 : Histograms.sizeInSamples(h) - 1;
    }
    return n;
  }

  public Column copy() {
    Column copy = new Column(steps);
    copy.copyFrom(this);
    return copy;
  }

  public void copyFrom(Column other) {
    System.arraycopy(other.values, 0, values, 0, steps);
    System.arraycopy(other.present, 0, present, 0, present.length);
    histograms = other.histograms == null ? null : other.histograms.clone();
  }

  /** The floats by step; without meaning where there is none. */
  double[] values() {
    return values;
  }

  /** Bit {@code step % 64} of word {@code step / 64} says whether there is a sample. */
  long[] presence() {
    return present;
  }

  /** Removes what is at steps whose bit in {@code mask} is, or is not, set. */
  void mask(long[] mask, boolean keepWhereSet) {
    for (int i = 0; i < present.length; i++) {
      present[i] &= keepWhereSet ? mask[i] : ~mask[i];
    }
    for (int step = 0; histograms != null && step < steps; step++) {
      if (!has(step)) {
        histograms[step] = null;
      }
    }
  }

  /** Says that there is a float at every step. */
  void fillPresence() {
    Arrays.fill(present, -1L);
    if ((steps & 63) != 0) {
      present[present.length - 1] = (1L << steps) - 1;
    }
  }
}
