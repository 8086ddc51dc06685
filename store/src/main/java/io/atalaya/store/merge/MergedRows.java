package io.atalaya.store.merge;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleAggregates;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of one series added to rows of the same. */
public final class MergedRows {
  private MergedRows() {}

  /** Adds rows in their order of time; at equal times those already there stay. */
  public static void add(SeriesSamples more, SeriesSamples into) {
    if (more.size() > 0 && into.size() == 0) {
      copy(more, into);
    } else if (more.size() > 0) {
      merge(more, into);
    }
  }

  /** Copies into an empty one. */
  static void copy(SeriesSamples from, SeriesSamples into) {
    into.ensureCapacity(from.to);
    System.arraycopy(from.values, from.from, into.values, from.from, from.size());
    into.times = from.times;
    into.from = from.from;
    into.to = from.to;
    into.histograms = from.histograms == null ? null : Arrays.copyOf(from.histograms, from.to);
    into.startMillis = from.startMillis == null ? null : Arrays.copyOf(from.startMillis, from.to);
    into.aggregates = from.aggregates == null ? null : from.aggregates.copy(from.to);
  }

  /** Adds rows that are all newer; {@code times} are those of both. */
  static void append(SeriesSamples more, SeriesSamples into, TimeColumn times) {
    if (hasValuesOnly(more) && hasValuesOnly(into)) {
      appendValues(more, into, times);
      return;
    }
    int size = times.size();
    SeriesSamples out = room(more, into, size);
    copyRows(into, into.from, out, 0, into.size());
    copyRows(more, more.from, out, into.size(), more.size());
    take(out, times, into);
  }

  private static boolean hasValuesOnly(SeriesSamples samples) {
    return samples.histograms == null && samples.startMillis == null && samples.aggregates == null;
  }

  private static void appendValues(SeriesSamples more, SeriesSamples into, TimeColumn times) {
    int before = into.size();
    double[] values = into.values;
    if (values.length < times.size()) {
      values = Arrays.copyOf(values, Math.max(times.size(), 2 * values.length));
    }
    if (into.from > 0) {
      System.arraycopy(values, into.from, values, 0, before);
    }
    System.arraycopy(more.values, more.from, values, before, more.size());
    into.values = values;
    into.times = times;
    into.from = 0;
    into.to = times.size();
  }

  /** Sorts rows in; at equal times those already there stay. */
  static void merge(SeriesSamples more, SeriesSamples into) {
    int capacity = into.size() + more.size();
    SeriesSamples out = room(more, into, capacity);
    long[] timesA = into.times.array();
    long[] timesB = more.times.array();
    long[] times = new long[capacity];
    int a = into.from;
    int b = more.from;
    int n = 0;
    while (a < into.to || b < more.to) {
      int run = b < more.to ? runUpTo(timesB[b], timesA, a, into.to) : into.to - a;
      System.arraycopy(timesA, a, times, n, run);
      copyRows(into, a, out, n, run);
      a += run;
      n += run;
      boolean known = n > 0 && b < more.to && times[n - 1] == timesB[b];
      int next = b + (known ? 1 : 0);
      int other = a < into.to ? runBefore(timesA[a], timesB, next, more.to) : more.to - next;
      System.arraycopy(timesB, next, times, n, other);
      copyRows(more, next, out, n, other);
      b = next + other;
      n += other;
    }
    take(out, new TimeColumn(times, n), into);
  }

  /** Number of rows from {@code at} on that are not newer than a time. */
  private static int runUpTo(long time, long[] times, int at, int end) {
    int i = at;
    while (i < end && times[i] <= time) {
      i++;
    }
    return i - at;
  }

  /** Number of rows from {@code at} on that are older than a time. */
  private static int runBefore(long time, long[] times, int at, int end) {
    int i = at;
    while (i < end && times[i] < time) {
      i++;
    }
    return i - at;
  }

  /** Empty rows with what either has besides values. */
  private static SeriesSamples room(SeriesSamples a, SeriesSamples b, int size) {
    SeriesSamples out = new SeriesSamples();
    out.ensureCapacity(size);
    if (a.histograms != null || b.histograms != null) {
      out.histograms = new @Nullable Histogram[size];
    }
    if (a.startMillis != null || b.startMillis != null) {
      out.startMillis = new long[size];
    }
    if (a.aggregates != null || b.aggregates != null) {
      out.aggregates = new SampleAggregates(size);
    }
    return out;
  }

  private static void copyRows(SeriesSamples from, int row, SeriesSamples out, int at, int n) {
    System.arraycopy(from.values, row, out.values, at, n);
    if (out.histograms != null && from.histograms != null) {
      System.arraycopy(from.histograms, row, out.histograms, at, n);
    }
    if (out.startMillis != null && from.startMillis != null) {
      System.arraycopy(from.startMillis, row, out.startMillis, at, n);
    }
    for (int i = 0; out.aggregates != null && i < n; i++) {
      if (from.aggregates == null) {
        out.aggregates.setSingle(at + i, from.times.millis(row + i), from.values[row + i]);
      } else {
        out.aggregates.setRow(at + i, from.aggregates, row + i);
      }
    }
  }

  /** Gives over the arrays of rows. */
  private static void take(SeriesSamples rows, TimeColumn times, SeriesSamples into) {
    into.values = rows.values;
    into.histograms = rows.histograms;
    into.startMillis = rows.startMillis;
    into.aggregates = rows.aggregates;
    into.times = times;
    into.from = 0;
    into.to = times.size();
  }
}
