package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Samples of an epoch in memory. It has users: the epoch, and whoever reads without a lock. With
 * the last of them its slabs go.
 */
final class OpenData implements EpochData {
  private final AtomicInteger users = new AtomicInteger(1);
  private final SlabPages free;
  private final Columns values;
  private @Nullable Columns starts;
  private @Nullable Map<Integer, @Nullable Histogram[]> histograms;

  OpenData(int members, SlabPages free) {
    this.free = free;
    values = new Columns(members, free);
  }

  /** Adds a user; false if the last one has gone. */
  boolean acquire() {
    int before = users.get();
    while (before > 0 && !users.compareAndSet(before, before + 1)) {
      before = users.get();
    }
    return before > 0;
  }

  /** Ends a use. */
  void release() {
    if (users.decrementAndGet() == 0) {
      values.end();
      if (starts != null) {
        starts.end();
      }
    }
  }

  Columns values() {
    return values;
  }

  @Override
  public int lastRow(int member) {
    return values.end(member) - 1;
  }

  /** Puts a sample in a row at or after the end of the member. */
  void put(int member, int row, long bits, long start, @Nullable Histogram histogram) {
    values.put(member, row, histogram == null ? bits : Columns.HISTOGRAM);
    if (start != 0) {
      Columns known = starts;
      if (known == null) {
        known = new Columns(member + 1, free);
        starts = known;
      }
      known.put(member, row, start);
    }
    if (histogram != null) {
      putHistogram(member, row, histogram);
    }
  }

  private void putHistogram(int member, int row, Histogram histogram) {
    if (histograms == null) {
      histograms = new HashMap<>();
    }
    histograms.computeIfAbsent(member, m -> new @Nullable Histogram[Columns.ROWS])[row] = histogram;
  }

  @Override
  public LateSamples.@Nullable Sample sample(int member, int row, long time, Scratch scratch) {
    long bits = values.get(member, row);
    if (bits == Columns.ABSENT) {
      return null;
    }
    @Nullable Histogram[] ofMember = histogramsOf(member);
    Histogram histogram = ofMember == null ? null : ofMember[row];
    return new LateSamples.Sample(time, bits, start(member, row), histogram);
  }

  /** Whether there is neither a histogram nor a start time. */
  boolean isPlain() {
    return starts == null && histograms == null;
  }

  boolean hasStarts(int member) {
    return starts != null && starts.end(member) > 0;
  }

  /** When the counter was started, as of a row; 0 if not known. */
  long start(int member, int row) {
    long start = starts == null ? Columns.ABSENT : starts.get(member, row);
    return start == Columns.ABSENT ? 0 : start;
  }

  /** Histograms by row, or null. */
  @Nullable Histogram @Nullable [] histogramsOf(int member) {
    return histograms == null ? null : histograms.get(member);
  }

  @Override
  public void read(int member, int rows, SeriesSamples into, int at, Scratch scratch) {
    values.copy(member, rows, into.values, at);
    addRest(member, rows, into, at);
  }

  /** Adds histograms and start times to values that have been read. */
  void addRest(int member, int rows, SeriesSamples into, int at) {
    @Nullable Histogram[] ofMember = histogramsOf(member);
    if (ofMember != null) {
      @Nullable Histogram[] target = Column.histogramsOf(into);
      for (int row = 0; row < rows; row++) {
        target[at + row] = ofMember[row];
        into.values[at + row] = ofMember[row] == null ? into.values[at + row] : 0;
      }
    }
    if (hasStarts(member)) {
      long[] target = Column.startsOf(into);
      for (int row = 0; row < rows; row++) {
        target[at + row] = start(member, row);
      }
    }
  }
}
