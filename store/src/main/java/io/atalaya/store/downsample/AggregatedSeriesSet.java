package io.atalaya.store.downsample;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleAggregates;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The floats of series as their last sample in each window, with the other aggregates beside them.
 * Aggregates that are left out in a block are told from those that are there.
 */
final class AggregatedSeriesSet implements SeriesSet {
  private static final int ABSENT = -1;

  /** In an order in which each can be told from those before it. */
  private static final List<Aggregate> ORDER =
      List.of(
          Aggregate.FIRST,
          Aggregate.COUNT,
          Aggregate.SUM,
          Aggregate.MIN,
          Aggregate.MAX,
          Aggregate.CORRECTION);

  private final Resolution resolution;
  private final SeriesSet lasts;
  private final Map<Aggregate, SeriesSet> others;

  /** For each aggregate, which of its series belongs to a series of {@link #lasts}. */
  private final Map<Aggregate, int[]> places = new EnumMap<>(Aggregate.class);

  private final long fromMillis;
  private final long toMillis;

  /**
   * A set made of others, which are closed with it.
   *
   * @param others sets in the order of {@code lasts}, with no series that is not in that
   * @param fromMillis first time of a last sample that is wanted
   * @param toMillis last such time
   */
  AggregatedSeriesSet(
      Resolution resolution,
      SeriesSet lasts,
      Map<Aggregate, SeriesSet> others,
      long fromMillis,
      long toMillis) {
    this.resolution = resolution;
    this.lasts = lasts;
    this.others = others;
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
    others.forEach((aggregate, set) -> places.put(aggregate, placesIn(set)));
  }

  /** The aggregates that such a set is made of, besides the last samples. */
  static Collection<Aggregate> needed() {
    return ORDER;
  }

  private int[] placesIn(SeriesSet set) {
    int[] found = new int[lasts.size()];
    Arrays.fill(found, ABSENT);
    int place = 0;
    for (int i = 0; i < found.length && place < set.size(); i++) {
      if (set.labels(place).equals(lasts.labels(i))) {
        found[i] = place++;
      }
    }
    return found;
  }

  @Override
  public int size() {
    return lasts.size();
  }

  @Override
  public Labels labels(int i) {
    return lasts.labels(i);
  }

  @Override
  public String label(int i, String name) {
    return lasts.label(i, name);
  }

  @Override
  public void read(int i, SeriesSamples into) {
    lasts.read(i, into);
    SampleAggregates aggregates = new SampleAggregates(into.to);
    SeriesSamples scratch = new SeriesSamples();
    for (Aggregate aggregate : ORDER) {
      scratch.clear();
      int[] ofAggregate = places.get(aggregate);
      SeriesSet set = others.get(aggregate);
      if (ofAggregate != null && set != null && ofAggregate[i] != ABSENT) {
        set.read(ofAggregate[i], scratch);
      }
      fill(aggregate, into, scratch, aggregates);
    }
    into.aggregates = aggregates;
    while (into.from < into.to && into.times.millis(into.from) < fromMillis) {
      into.from++;
    }
    while (into.from < into.to && into.times.millis(into.to - 1) > toMillis) {
      into.to--;
    }
  }

  private void fill(
      Aggregate aggregate, SeriesSamples lastOnes, SeriesSamples found, SampleAggregates all) {
    int at = found.from;
    for (int row = lastOnes.from; row < lastOnes.to; row++) {
      long end = resolution.endOf(lastOnes.times.millis(row));
      while (at < found.to && resolution.endOf(found.times.millis(at)) < end) {
        at++;
      }
      boolean isThere = at < found.to && resolution.endOf(found.times.millis(at)) == end;
      put(aggregate, row, lastOnes, isThere ? at : ABSENT, found, all);
    }
  }

  private static void put(
      Aggregate aggregate,
      int row,
      SeriesSamples lastOnes,
      int at,
      SeriesSamples found,
      SampleAggregates all) {
    boolean isThere = at != ABSENT;
    double value = isThere ? found.values[at] : 0;
    double last = lastOnes.values[row];
    double first = all.firsts[row];
    switch (aggregate) {
      case FIRST -> {
        all.firsts[row] = isThere ? value : last;
        all.firstMillis[row] = (isThere ? found.times : lastOnes.times).millis(isThere ? at : row);
      }
      case COUNT -> all.counts[row] = isThere ? value : 1;
      case SUM -> all.sums[row] = isThere ? value : last * all.counts[row];
      case MIN -> all.mins[row] = isThere ? value : Aggregate.lesser(first, last);
      case MAX -> all.maxs[row] = isThere ? value : Aggregate.greater(first, last);
      case CORRECTION -> all.corrections[row] = value;
      case LAST, HISTOGRAM, STALE ->
          throw new IllegalArgumentException(aggregate + " has rows of its own");
    }
  }

  @Override
  public void close() {
    lasts.close();
    others.values().forEach(SeriesSet::close);
  }
}
