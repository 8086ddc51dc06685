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
 * epochs    [ 0 … 63 ][ 0 … 63 ][ 0 … 63 ][ 0 … 17 ]    the last may still grow
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
   * @param plain whether it had neither histograms nor start times
   * @param lock under which those can be read later
   */
  record Open(boolean grows, int rows, Columns.View values, boolean plain, Lock lock) {
    static Open of(Epoch[] epochs, Lock lock) {
      if (epochs.length == 0 || epochs[epochs.length - 1].isClosed()) {
        return new Open(false, 0, new Columns(0).view(), true, lock);
      }
      Epoch last = epochs[epochs.length - 1];
      return new Open(true, last.rows(), last.openValues().view(), last.isPlain(), lock);
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
  void read(Place place, SeriesSamples into) {
    into.ensureCapacity(times.size());
    copyValues(place, into.values);
    trim(into);
    if (into.size() > 0) {
      addHistogramsAndStarts(place.member(), into);
      leaveOutAbsent(into);
    }
  }

  private void copyValues(Place place, double[] target) {
    int at = 0;
    for (int e = 0; e < epochs.length; e++) {
      if (isOpen(e)) {
        int end = place.openEnd();
        open.values().copy(place.member(), place.openSlab(), end, rows[e], target, at);
      } else {
        epochs[e].copy(place.member(), target, at);
      }
      at += rows[e];
    }
  }

  private boolean isOpen(int epoch) {
    return endsOpen && epoch == epochs.length - 1;
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
    into.times = times;
    into.from = from;
    into.to = to;
  }

  private void addHistogramsAndStarts(int member, SeriesSamples into) {
    int at = 0;
    for (int e = 0; e < epochs.length; e++) {
      if (!isOpen(e)) {
        addFrom(epochs[e], rows[e], member, at, into);
      } else if (!open.plain()) {
        open.lock().lock();
        try {
          addFrom(epochs[e], rows[e], member, at, into);
        } finally {
          open.lock().unlock();
        }
      }
      at += rows[e];
    }
  }

  private static void addFrom(Epoch epoch, int rows, int member, int at, SeriesSamples into) {
    int from = Math.max(at, into.from);
    int to = Math.min(at + rows, into.to);
    if (epoch.hasHistograms(member)) {
      addHistograms(epoch, member, at, from, to, into);
    }
    if (epoch.hasStarts()) {
      addStarts(epoch, member, at, from, to, into);
    }
  }

  private static void addHistograms(
      Epoch epoch, int member, int at, int from, int to, SeriesSamples into) {
    @Nullable Histogram[] target = into.histograms;
    if (target == null) {
      target = new @Nullable Histogram[into.to];
      into.histograms = target;
    }
    for (int i = from; i < to; i++) {
      target[i] = epoch.histogram(member, i - at);
      if (target[i] != null) {
        into.values[i] = 0;
      }
    }
  }

  private static void addStarts(
      Epoch epoch, int member, int at, int from, int to, SeriesSamples into) {
    long[] target = into.startMillis;
    if (target == null) {
      target = new long[into.to];
      into.startMillis = target;
    }
    for (int i = from; i < to; i++) {
      target[i] = epoch.start(member, i - at);
    }
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
