package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.head.HeadNotes.Place;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The timestamps of a group in a time range, and how to read the column of a member beside them.
 *
 * <pre>
 * epochs    [ 0 … 31 ][ 0 … 31 ][ 0 … 31 ][ 0 … 17 ]    the last may still grow
 * times               |       first … … … end    |
 * </pre>
 *
 * The rows of all epochs that touch the range are decoded; {@code first} and {@code end} cut off
 * what lies outside.
 */
final class Column {
  /**
   * The last epoch of a group as it was when the selection was made.
   *
   * @param grows whether it could still grow; if not, the rest says nothing that matters
   * @param rows its rows
   * @param values its values
   * @param rest its histograms and start times, if it had any
   * @param lock under which those can be read later
   */
  record Open(boolean grows, int rows, Columns.View values, @Nullable OpenData rest, Lock lock) {
    static Open of(Epoch[] epochs, Lock lock) {
      if (epochs.length == 0 || epochs[epochs.length - 1].isClosed()) {
        return new Open(false, 0, Columns.NOTHING, null, lock);
      }
      Epoch last = epochs[epochs.length - 1];
      OpenData data = last.openData();
      OpenData rest = data.isPlain() ? null : data;
      return new Open(true, last.rows(), data.values().view(), rest, lock);
    }
  }

  private final Epoch[] epochs;
  private final Open open;
  private final boolean endsOpen;
  private final int[] rows;
  private final TimeColumn times;
  private final int first;
  private final int end;

  private Column(Epoch[] epochs, Open open, boolean endsOpen, int[] rows, long from, long to) {
    this.epochs = epochs;
    this.open = open;
    this.endsOpen = endsOpen;
    this.rows = rows;
    times = concatenate(epochs, rows);
    first = times.firstAtOrAfter(from);
    end = to == Long.MAX_VALUE ? times.size() : times.firstAtOrAfter(to + 1);
  }

  /** The column of a range. */
  static Column of(Epoch[] epochs, Open open, long from, long to) {
    int last = epochs.length - 1;
    int begin = 0;
    while (begin < last && epochs[begin].lastTime() < from) {
      begin++;
    }
    int stop = last + 1;
    while (stop > begin && epochs[stop - 1].firstTime() > to) {
      stop--;
    }
    Epoch[] touched = Arrays.copyOfRange(epochs, begin, Math.max(begin, stop));
    int[] rows = new int[touched.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = open.grows() && begin + i == last ? open.rows() : touched[i].rows();
    }
    return new Column(touched, open, open.grows() && stop == last + 1, rows, from, to);
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

  /** Reads the column of a member. */
  void read(Place place, SeriesSamples into, Scratch scratch) {
    into.times = times;
    into.ensureCapacity(times.size());
    int at = 0;
    for (int e = 0; e < epochs.length; e++) {
      if (isOpen(e)) {
        readOpen(place, into, at);
      } else {
        epochs[e].read(place.member(), into, at, scratch);
      }
      at += rows[e];
    }
    trim(into);
    if (into.size() > 0) {
      leaveOutAbsent(into);
    }
  }

  private boolean isOpen(int epoch) {
    return endsOpen && epoch == epochs.length - 1;
  }

  private void readOpen(Place place, SeriesSamples into, int at) {
    int limit = open.rows();
    int member = place.member();
    open.values().copy(member, place.openSlab(), place.openEnd(), limit, into.values, at);
    OpenData rest = open.rest();
    if (rest != null) {
      open.lock().lock();
      try {
        rest.addRest(member, place.openEnd(), into, at);
      } finally {
        open.lock().unlock();
      }
    }
  }

  /** The histograms of samples being read, by row. */
  static @Nullable Histogram[] histogramsOf(SeriesSamples into) {
    @Nullable Histogram[] histograms = into.histograms;
    if (histograms == null) {
      histograms = new @Nullable Histogram[into.values.length];
      into.histograms = histograms;
    }
    return histograms;
  }

  /** The start times of samples being read, by row. */
  static long[] startsOf(SeriesSamples into) {
    long[] starts = into.startMillis;
    if (starts == null) {
      starts = new long[into.values.length];
      into.startMillis = starts;
    }
    return starts;
  }

  private static boolean isAbsent(double value) {
    return Double.doubleToRawLongBits(value) == Columns.ABSENT;
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
    into.from = from;
    into.to = to;
  }

  /** If rows in between have no value, gives the series a time column of its own. */
  private static void leaveOutAbsent(SeriesSamples into) {
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
