package io.atalaya.store.merge;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.TimeColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Several sets read as one. Where two have a sample of a series at the same time, the one earlier
 * in the list counts.
 *
 * <p>Most series come from sets that follow each other in time, the same sets for all series of a
 * source; then their time columns are joined once and shared again.
 */
public final class MergedSeriesSet implements SeriesSet {
  private static final int MOST_JOINED = 1024;

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

    boolean isOf(SeriesSamples a, SeriesSamples b) {
      return first == a.times
          && second == b.times
          && firstFrom == a.from
          && firstTo == a.to
          && secondFrom == b.from
          && secondTo == b.to;
    }
  }

  /** What a thread needs to read; series next to each other are mostly joined in the same way. */
  private static final class Scratch {
    final SeriesSamples more = new SeriesSamples();

    /** The join last made with rows of each set, and its column. */
    final @Nullable Join[] joins;

    final TimeColumn[] columns;

    Scratch(int sets) {
      joins = new @Nullable Join[sets];
      columns = new TimeColumn[sets];
    }
  }

  private final List<SeriesSet> sets;
  private final int size;

  /**
   * Where series {@code i} is: entries {@code starts[i]} to {@code starts[i + 1]} of the next two.
   */
  private final int[] starts;

  private final int[] setNumbers;
  private final int[] places;

  private final Map<Join, TimeColumn> joined = new ConcurrentHashMap<>();
  private final Spares<Scratch> scratch;

  private MergedSeriesSet(
      List<SeriesSet> sets, int size, int[] starts, int[] setNumbers, int[] places) {
    this.sets = sets;
    this.size = size;
    this.starts = starts;
    this.setNumbers = setNumbers;
    this.places = places;
    scratch = new Spares<>(() -> new Scratch(sets.size()));
  }

  /** Where the merging is in one set. */
  private static final class Cursor {
    final int number;
    final SeriesSet set;
    int place;
    Labels labels;
    String metric;

    Cursor(int number, SeriesSet set) {
      this.number = number;
      this.set = set;
      labels = set.labels(0);
      metric = labels.metricName();
    }

    boolean next() {
      place++;
      if (place == set.size()) {
        return false;
      }
      labels = set.labels(place);
      metric = labels.metricName();
      return true;
    }

    int compareLabels(Cursor other) {
      int byMetric = Labels.compareUtf8(metric, other.metric);
      return byMetric != 0 ? byMetric : labels.compareTo(other.labels);
    }
  }

  /** One set of several, which are closed with it. */
  public static SeriesSet of(List<SeriesSet> sets) {
    sets.stream().filter(s -> s.size() == 0).forEach(SeriesSet::close);
    List<SeriesSet> filled = new ArrayList<>();
    for (SeriesSet set : sets) {
      if (set instanceof MergedSeriesSet merged) {
        filled.addAll(merged.sets);
      } else if (set.size() > 0) {
        filled.add(set);
      }
    }
    if (filled.size() > 1) {
      return merge(filled);
    }
    return filled.isEmpty() ? SeriesSet.empty() : filled.getFirst();
  }

  private static SeriesSet merge(List<SeriesSet> sets) {
    List<Cursor> cursors = new ArrayList<>(sets.size());
    int entries = 0;
    for (int s = 0; s < sets.size(); s++) {
      cursors.add(new Cursor(s, sets.get(s)));
      entries += sets.get(s).size();
    }
    int size = 0;
    int[] starts = new int[entries + 1];
    int[] setNumbers = new int[entries];
    int[] places = new int[entries];
    List<Cursor> least = new ArrayList<>(sets.size());
    int e = 0;
    while (e < entries) {
      findLeast(cursors, least);
      starts[size++] = e;
      for (Cursor cursor : least) {
        setNumbers[e] = cursor.number;
        places[e++] = cursor.place;
        if (!cursor.next()) {
          cursors.remove(cursor);
        }
      }
    }
    starts[size] = entries;
    return new MergedSeriesSet(sets, size, starts, setNumbers, places);
  }

  /** Those that stand at the least labels, in the order of their sets. */
  private static void findLeast(List<Cursor> cursors, List<Cursor> least) {
    least.clear();
    for (Cursor cursor : cursors) {
      int order = least.isEmpty() ? 0 : cursor.compareLabels(least.getFirst());
      if (order < 0) {
        least.clear();
      }
      if (order <= 0) {
        least.add(cursor);
      }
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Labels labels(int i) {
    int e = newest(i);
    return sets.get(setNumbers[e]).labels(places[e]);
  }

  @Override
  public String label(int i, String name) {
    int e = newest(i);
    return sets.get(setNumbers[e]).label(places[e], name);
  }

  /** The last set that has a series; labels in memory come before those in files there. */
  private int newest(int i) {
    return starts[i + 1] - 1;
  }

  @Override
  public void read(int i, SeriesSamples into) {
    into.clear();
    Scratch mine = scratch.borrow();
    for (int e = starts[i]; e < starts[i + 1]; e++) {
      sets.get(setNumbers[e]).read(places[e], mine.more);
      add(mine, setNumbers[e], into);
    }
    scratch.giveBack(mine);
  }

  private void add(Scratch mine, int set, SeriesSamples into) {
    SeriesSamples more = mine.more;
    if (more.size() == 0) {
      return;
    }
    if (into.size() == 0) {
      MergedRows.copy(more, into);
    } else if (lastTime(into) < more.times.millis(more.from)) {
      MergedRows.append(more, into, joinedTimes(mine, set, into));
    } else {
      MergedRows.merge(more, into);
    }
  }

  private TimeColumn joinedTimes(Scratch mine, int set, SeriesSamples into) {
    Join last = mine.joins[set];
    if (last != null && last.isOf(into, mine.more)) {
      return mine.columns[set];
    }
    Join join = new Join(into, mine.more);
    TimeColumn column = joinedTimes(join);
    mine.joins[set] = join;
    mine.columns[set] = column;
    return column;
  }

  /** Series with times of their own are many; only so many columns are worth keeping. */
  private TimeColumn joinedTimes(Join join) {
    TimeColumn known = joined.get(join);
    if (known != null || joined.size() >= MOST_JOINED) {
      return known == null ? join(join) : known;
    }
    return joined.computeIfAbsent(join, MergedSeriesSet::join);
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
}
