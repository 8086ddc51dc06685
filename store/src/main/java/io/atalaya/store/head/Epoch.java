package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Up to {@link Columns#ROWS} consecutive timestamp rows of a group and the values in them. */
final class Epoch {
  private final long[] times = new long[Columns.ROWS];
  private final Columns values;
  private int rows;
  private boolean closed;
  private @Nullable Columns starts;
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

  Columns values() {
    return values;
  }

  /** Puts a sample in a row at or after the end of the member. */
  void put(int member, int row, long bits, long start, @Nullable Histogram histogram) {
    values.put(member, row, histogram == null ? bits : Columns.HISTOGRAM);
    if (start != 0) {
      putStart(member, row, start);
    }
    if (histogram != null) {
      putHistogram(member, row, histogram);
    }
  }

  private void putStart(int member, int row, long start) {
    if (starts == null) {
      starts = new Columns(member + 1);
    }
    starts.put(member, row, start);
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
    values.view().copy(member, values.slab(member), values.end(member), rows, target, at);
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
    long start = starts == null ? Columns.ABSENT : starts.get(member, row);
    return start == Columns.ABSENT ? 0 : start;
  }

  @Nullable Histogram histogram(int member, int row) {
    @Nullable Histogram[] ofMember = histograms == null ? null : histograms.get(member);
    return ofMember == null ? null : ofMember[row];
  }
}
