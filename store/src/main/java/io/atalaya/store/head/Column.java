package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The timestamps of a group in a time range, and how to read the column of a member beside them.
 *
 * <pre>
 * epochs    [ 0 … 63 ][ 0 … 63 ][ 0 … 63 ][ 0 … 17 ]    the last may still grow
 * times               |       first … … … end    |
 * </pre>
 *
 * The rows of all epochs that touch the range are decoded; {@code first} and {@code end} cut off
 * what lies outside.
 */
final class Column {
  private static final long ABSENT = Columns.ABSENT;

  private final Epoch[] epochs;
  private final boolean endsOpen;
  private final int[] rows;
  private final TimeColumn times;
  private final int first;
  private final int end;

  private Column(Epoch[] epochs, boolean endsOpen, int[] rows, long from, long to) {
    this.epochs = epochs;
    this.endsOpen = endsOpen;
    this.rows = rows;
    times = concatenate(epochs, rows);
    first = times.firstAtOrAfter(from);
    end = to == Long.MAX_VALUE ? times.size() : times.firstAtOrAfter(to + 1);
  }

  /**
   * The column of a range.
   *
   * @param openRows rows of the last epoch that may be seen
   */
  static Column of(Epoch[] epochs, int openRows, long from, long to) {
    int last = epochs.length - 1;
    int begin = 0;
    while (begin < last && epochs[begin].lastTime() < from) {
      begin++;
    }
    int stop = last + 1;
    while (stop > begin && epochs[stop - 1].firstTime() > to) {
      stop--;
    }
    Epoch[] touched = Arrays.copyOfRange(epochs, Math.max(0, begin), Math.max(begin, stop));
    int[] rows = new int[touched.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = begin + i == last ? openRows : touched[i].rows();
    }
    return new Column(touched, stop == last + 1, rows, from, to);
  }

  private static TimeColumn concatenate(Epoch[] epochs, int[] rows) {
    long[] times = new long[Arrays.stream(rows).sum()];
    int at = 0;
    for (int e = 0; e < epochs.length; e++) {
      for (int row = 0; row < rows[e]; row++) {
        times[at++] = epochs[e].time(row);
      }
    }
    return new TimeColumn(times, times.length);
  }

  /**
   * Reads the column of a member.
   *
   * @param openEnd the row of the open epoch from which on the member has no value to be seen
   * @param lock under which the open epoch, which is being written, may be read
   */
  void read(int member, int openEnd, Lock lock, SeriesSamples into) {
    into.ensureCapacity(times.size());
    copyValues(member, openEnd, lock, into.values);
    trim(into);
    if (into.size() > 0) {
      addHistogramsAndStarts(member, lock, into);
      leaveOutAbsent(into);
    }
  }

  private void copyValues(int member, int openEnd, Lock lock, double[] target) {
    int at = 0;
    for (int e = 0; e < epochs.length; e++) {
      boolean open = endsOpen && e == epochs.length - 1;
      if (open) {
        copyOpen(epochs[e], member, Math.min(openEnd, rows[e]), lock, target, at);
        Arrays.fill(
            target, at + Math.min(openEnd, rows[e]), at + rows[e], Double.longBitsToDouble(ABSENT));
      } else {
        epochs[e].values().copy(member, rows[e], target, at);
      }
      at += rows[e];
    }
  }

  private static void copyOpen(
      Epoch epoch, int member, int rows, Lock lock, double[] target, int at) {
    lock.lock();
    try {
      epoch.values().copy(member, rows, target, at);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isAbsent(double value) {
    return Double.doubleToRawLongBits(value) == ABSENT;
  }

  /** Sets the rows from the first to the last with a value. */
  private void trim(SeriesSamples into) {
    int from = first;
    int to = end;
    while (from < to && isAbsent(into.values[from])) {
      from++;
    }
    while (to > from && isAbsent(into.values[to - 1])) {
      to--;
    }
    into.times = times;
    into.from = from;
    into.to = to;
  }

  private void addHistogramsAndStarts(int member, Lock lock, SeriesSamples into) {
    lock.lock();
    try {
      int at = 0;
      for (int e = 0; e < epochs.length; e++) {
        addHistograms(epochs[e], rows[e], member, at, into);
        addStarts(epochs[e], rows[e], member, at, into);
        at += rows[e];
      }
    } finally {
      lock.unlock();
    }
  }

  private static void addHistograms(Epoch epoch, int rows, int member, int at, SeriesSamples into) {
    if (!epoch.hasHistograms(member)) {
      return;
    }
    @Nullable Histogram[] target = into.histograms;
    if (target == null) {
      target = new @Nullable Histogram[into.to];
      into.histograms = target;
    }
    for (int i = Math.max(at, into.from); i < Math.min(at + rows, into.to); i++) {
      target[i] = epoch.histogram(member, i - at);
      if (target[i] != null) {
        into.values[i] = 0;
      }
    }
  }

  private static void addStarts(Epoch epoch, int rows, int member, int at, SeriesSamples into) {
    if (!epoch.hasStarts()) {
      return;
    }
    long[] target = into.startMillis;
    if (target == null) {
      target = new long[into.to];
      into.startMillis = target;
    }
    for (int i = Math.max(at, into.from); i < Math.min(at + rows, into.to); i++) {
      target[i] = epoch.start(member, i - at);
    }
  }

  /** If rows in between have no value, gives the series a time column of its own. */
  private void leaveOutAbsent(SeriesSamples into) {
    int present = 0;
    for (int i = into.from; i < into.to; i++) {
      present += isAbsent(into.values[i]) ? 0 : 1;
    }
    if (present < into.size()) {
      compact(into, present);
    }
  }

  private static void compact(SeriesSamples into, int present) {
    long[] own = new long[present];
    int to = 0;
    for (int i = into.from; i < into.to; i++) {
      if (!isAbsent(into.values[i])) {
        own[to] = into.times.millis(i);
        into.values[to] = into.values[i];
        if (into.histograms != null) {
          into.histograms[to] = into.histograms[i];
        }
        if (into.startMillis != null) {
          into.startMillis[to] = into.startMillis[i];
        }
        to++;
      }
    }
    into.times = new TimeColumn(own, present);
    into.from = 0;
    into.to = present;
  }
}
