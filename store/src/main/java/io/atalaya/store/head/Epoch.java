package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Up to {@link Columns#ROWS} consecutive timestamp rows of a group and the values in them. */
final class Epoch {
  private final long[] times = new long[Columns.ROWS];
  private volatile ColumnData values;
  private int rows;
  private boolean closed;
  private volatile @Nullable ColumnData starts;
  private @Nullable Map<Integer, @Nullable Histogram[]> histograms;

  Epoch(int members) {
    values = new Columns(members);
  }

  /** Ends the growth of this epoch. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows == Columns.ROWS;
  }

  long time(int row) {
    return times[row];
  }

  long firstTime() {
    return times[0];
  }

  long lastTime() {
    return times[rows - 1];
  }

  /** The row of a time, or a negative number. */
  int rowOf(long time) {
    return Arrays.binarySearch(times, 0, rows, time);
  }

  int openRow(long time) {
    times[rows] = time;
    return rows++;
  }

  ColumnData values() {
    return values;
  }

  /** The values of an epoch that still grows. */
  Columns openValues() {
    return open(values);
  }

  private static Columns open(ColumnData data) {
    return switch (data) {
      case Columns columns -> columns;
      case SealedColumns sealed ->
          throw new IllegalStateException("an epoch was packed while it grew");
    };
  }

  /**
   * Packs the values; for epochs that do not grow any more. Needs no lock: readers find the one
   * form or the other.
   */
  void seal() {
    values = sealed(values);
    ColumnData known = starts;
    starts = known == null ? null : sealed(known);
  }

  private static ColumnData sealed(ColumnData data) {
    return switch (data) {
      case Columns columns -> SealedColumns.of(columns);
      case SealedColumns sealed -> sealed;
    };
  }

  /** Puts a sample in a row at or after the end of the member. */
  void put(int member, int row, long bits, long start, @Nullable Histogram histogram) {
    openValues().put(member, row, histogram == null ? bits : Columns.HISTOGRAM);
    if (start != 0) {
      putStart(member, row, start);
    }
    if (histogram != null) {
      putHistogram(member, row, histogram);
    }
  }

  private void putStart(int member, int row, long start) {
    ColumnData known = starts;
    Columns columns = known == null ? new Columns(member + 1) : open(known);
    columns.put(member, row, start);
    starts = columns;
  }

  private void putHistogram(int member, int row, Histogram histogram) {
    if (histograms == null) {
      histograms = new HashMap<>();
    }
    histograms.computeIfAbsent(member, m -> new @Nullable Histogram[Columns.ROWS])[row] = histogram;
  }

  LateSamples.@Nullable Sample sample(int member, int row) {
    long bits = values.get(member, row);
    return bits == Columns.ABSENT
        ? null
        : new LateSamples.Sample(time(row), bits, start(member, row), histogram(member, row));
  }

  boolean hasHistograms(int member) {
    return histograms != null && histograms.containsKey(member);
  }

  /** Copies the values of a member, absent ones as such; for epochs that do not grow any more. */
  void copy(int member, double[] target, int at) {
    values.copy(member, rows, target, at);
  }

  /** Whether there is neither a histogram nor a start time. */
  boolean isPlain() {
    return starts == null && histograms == null;
  }

  boolean hasStarts() {
    return starts != null;
  }

  /** When the counter was started, as of a row; 0 if not known. */
  long start(int member, int row) {
    ColumnData known = starts;
    long start = known == null ? Columns.ABSENT : known.get(member, row);
    return start == Columns.ABSENT ? 0 : start;
  }

  @Nullable Histogram histogram(int member, int row) {
    @Nullable Histogram[] ofMember = histograms == null ? null : histograms.get(member);
    return ofMember == null ? null : ofMember[row];
  }
}
