package io.atalaya.store.merge;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.TimeColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Several sets read as one. Where two have a sample of a series at the same time, the one earlier
 * in the list counts.
 *
 * <p>Most series come from sets that follow each other in time, the same sets for all series of a
 * source; then their time columns are joined once and shared again.
 */
public final class MergedSeriesSet implements SeriesSet {
  private static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName, Labels::compareUtf8)
          .thenComparing(Comparator.naturalOrder());

  /** Rows of two columns, one after the other; columns are the same if they are one object. */
  private record Join(
      TimeColumn first,
      int firstFrom,
      int firstTo,
      TimeColumn second,
      int secondFrom,
      int secondTo) {
    Join(SeriesSamples a, SeriesSamples b) {
      this(a.times, a.from, a.to, b.times, b.from, b.to);
    }
  }

  private final List<SeriesSet> sets;
  private final Labels[] labels;

  /**
   * Where series {@code i} is: entries {@code starts[i]} to {@code starts[i + 1]} of the next two.
   */
  private final int[] starts;

  private final int[] setNumbers;
  private final int[] places;

  private final Map<Join, TimeColumn> joined = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<SeriesSamples> scratch = new ConcurrentLinkedQueue<>();

  private MergedSeriesSet(
      List<SeriesSet> sets, Labels[] labels, int[] starts, int[] setNumbers, int[] places) {
    this.sets = sets;
    this.labels = labels;
    this.starts = starts;
    this.setNumbers = setNumbers;
    this.places = places;
  }

  /** Where the merging is in one set. */
  private static final class Cursor {
    final int number;
    final SeriesSet set;
    int place;
    Labels labels;

    Cursor(int number, SeriesSet set) {
      this.number = number;
      this.set = set;
      labels = set.labels(0);
    }

    boolean next() {
      place++;
      if (place == set.size()) {
        return false;
      }
      labels = set.labels(place);
      return true;
    }

    /** By labels; at the same labels, the set listed first comes first. */
    static int compare(Cursor a, Cursor b) {
      int byLabels = ORDER.compare(a.labels, b.labels);
      return byLabels != 0 ? byLabels : Integer.compare(a.number, b.number);
    }
  }

  /** One set of several, which are closed with it. */
  public static SeriesSet of(List<SeriesSet> sets) {
    sets.stream().filter(s -> s.size() == 0).forEach(SeriesSet::close);
    List<SeriesSet> filled = sets.stream().filter(s -> s.size() > 0).toList();
    if (filled.size() > 1) {
      return merge(filled);
    }
    return filled.isEmpty() ? SeriesSet.empty() : filled.getFirst();
  }

  private static SeriesSet merge(List<SeriesSet> sets) {
    PriorityQueue<Cursor> cursors = new PriorityQueue<>(sets.size(), Cursor::compare);
    int entries = 0;
    for (int s = 0; s < sets.size(); s++) {
      cursors.add(new Cursor(s, sets.get(s)));
      entries += sets.get(s).size();
    }
    List<Labels> labels = new ArrayList<>();
    int[] starts = new int[entries + 1];
    int[] setNumbers = new int[entries];
    int[] places = new int[entries];
    for (int e = 0; e < entries; e++) {
      Cursor least = cursors.remove();
      if (labels.isEmpty() || !labels.getLast().equals(least.labels)) {
        starts[labels.size()] = e;
        labels.add(least.labels);
      }
      setNumbers[e] = least.number;
      places[e] = least.place;
      if (least.next()) {
        cursors.add(least);
      }
    }
    starts[labels.size()] = entries;
    return new MergedSeriesSet(sets, labels.toArray(Labels[]::new), starts, setNumbers, places);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Labels labels(int i) {
    return labels[i];
  }

  @Override
  public void read(int i, SeriesSamples into) {
    into.clear();
    SeriesSamples more = borrow();
    for (int e = starts[i]; e < starts[i + 1]; e++) {
      sets.get(setNumbers[e]).read(places[e], more);
      add(more, into);
    }
    scratch.add(more);
  }

  private SeriesSamples borrow() {
    SeriesSamples free = scratch.poll();
    return free == null ? new SeriesSamples() : free;
  }

  private void add(SeriesSamples more, SeriesSamples into) {
    if (more.size() == 0) {
      return;
    }
    if (into.size() == 0) {
      Merge.copy(more, into);
    } else if (lastTime(into) < more.times.millis(more.from)) {
      Merge.append(more, into, joined.computeIfAbsent(new Join(into, more), MergedSeriesSet::join));
    } else {
      Merge.merge(more, into);
    }
  }

  private static long lastTime(SeriesSamples samples) {
    return samples.times.millis(samples.to - 1);
  }

  private static TimeColumn join(Join join) {
    int first = join.firstTo() - join.firstFrom();
    int second = join.secondTo() - join.secondFrom();
    long[] times = new long[first + second];
    System.arraycopy(join.first().array(), join.firstFrom(), times, 0, first);
    System.arraycopy(join.second().array(), join.secondFrom(), times, first, second);
    return new TimeColumn(times, times.length);
  }

  @Override
  public void close() {
    sets.forEach(SeriesSet::close);
  }

  /** Rows of one series added to rows of the same. */
  private static final class Merge {
    private Merge() {}

    /** Copies into an empty one. */
    static void copy(SeriesSamples from, SeriesSamples into) {
      into.ensureCapacity(from.to);
      System.arraycopy(from.values, from.from, into.values, from.from, from.size());
      into.times = from.times;
      into.from = from.from;
      into.to = from.to;
      into.histograms = from.histograms == null ? null : Arrays.copyOf(from.histograms, from.to);
      into.startMillis = from.startMillis == null ? null : Arrays.copyOf(from.startMillis, from.to);
    }

    /** Adds rows that are all newer; {@code times} are those of both. */
    static void append(SeriesSamples more, SeriesSamples into, TimeColumn times) {
      int size = times.size();
      double[] values = new double[size];
      @Nullable Histogram @Nullable [] histograms = histogramsFor(more, into, size);
      long @Nullable [] starts = startsFor(more, into, size);
      place(into, values, histograms, starts, 0);
      place(more, values, histograms, starts, into.size());
      into.values = values;
      into.histograms = histograms;
      into.startMillis = starts;
      into.times = times;
      into.from = 0;
      into.to = size;
    }

    private static @Nullable Histogram @Nullable [] histogramsFor(
        SeriesSamples a, SeriesSamples b, int size) {
      return a.histograms == null && b.histograms == null ? null : new @Nullable Histogram[size];
    }

    private static long @Nullable [] startsFor(SeriesSamples a, SeriesSamples b, int size) {
      return a.startMillis == null && b.startMillis == null ? null : new long[size];
    }

    private static void place(
        SeriesSamples rows,
        double[] values,
        @Nullable Histogram @Nullable [] histograms,
        long @Nullable [] starts,
        int at) {
      System.arraycopy(rows.values, rows.from, values, at, rows.size());
      if (histograms != null && rows.histograms != null) {
        System.arraycopy(rows.histograms, rows.from, histograms, at, rows.size());
      }
      if (starts != null && rows.startMillis != null) {
        System.arraycopy(rows.startMillis, rows.from, starts, at, rows.size());
      }
    }

    /** Sorts rows in; at equal times those already there stay. */
    static void merge(SeriesSamples more, SeriesSamples into) {
      int capacity = into.size() + more.size();
      SeriesSamples out = new SeriesSamples();
      out.ensureCapacity(capacity);
      out.histograms = histogramsFor(more, into, capacity);
      out.startMillis = startsFor(more, into, capacity);
      long[] times = new long[capacity];
      int a = into.from;
      int b = more.from;
      int n = 0;
      while (a < into.to || b < more.to) {
        long timeA = a < into.to ? into.times.millis(a) : Long.MAX_VALUE;
        long timeB = b < more.to ? more.times.millis(b) : Long.MAX_VALUE;
        boolean takeA = a < into.to && timeA <= timeB;
        times[n] = takeA ? timeA : timeB;
        row(takeA ? into : more, takeA ? a : b, out, n++);
        a += takeA ? 1 : 0;
        b += takeA && timeA != timeB ? 0 : 1;
      }
      out.times = new TimeColumn(times, n);
      out.to = n;
      copy(out, into);
    }

    private static void row(SeriesSamples from, int row, SeriesSamples out, int at) {
      out.values[at] = from.values[row];
      if (out.histograms != null && from.histograms != null) {
        out.histograms[at] = from.histograms[row];
      }
      if (out.startMillis != null && from.startMillis != null) {
        out.startMillis[at] = from.startMillis[row];
      }
    }
  }
}
