package io.atalaya.store.tombstone;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.TimeColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a set when the deleted samples are left out; series of which nothing is left are
 * not there. Series that lose the same rows of the same time column go on sharing one.
 */
public final class VisibleSeriesSet implements SeriesSet {
  /** A time column that lost rows. */
  private record Thinned(TimeColumn times, int from, int to, Intervals deleted) {}

  private final SeriesSet all;
  private final int[] kept;

  /** Per series kept, what is deleted of it. */
  private final Intervals[] deleted;

  private final Map<Thinned, TimeColumn> columns = new ConcurrentHashMap<>();

  private VisibleSeriesSet(SeriesSet all, int[] kept, Intervals[] deleted) {
    this.all = all;
    this.kept = kept;
    this.deleted = deleted;
  }

  /**
   * A set without what some tombstones delete. It closes the set it is made of, also if it cannot
   * be made.
   */
  public static SeriesSet of(SeriesSet all, List<Tombstone> tombstones, SeriesSelection selection) {
    List<Tombstone> relevant =
        tombstones.stream()
            .filter(t -> t.overlaps(selection.fromMillis(), selection.toMillis()))
            .toList();
    if (relevant.isEmpty()) {
      return all;
    }
    try {
      return reduce(all, relevant, selection);
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private static SeriesSet reduce(
      SeriesSet all, List<Tombstone> tombstones, SeriesSelection selection) {
    List<Intervals> deleted = new ArrayList<>();
    int[] kept = new int[all.size()];
    SeriesSamples scratch = new SeriesSamples();
    for (int i = 0; i < all.size(); i++) {
      Intervals ofSeries = Intervals.of(tombstones, all.labels(i));
      if (ofSeries.isEmpty() || hasMore(all, i, ofSeries, selection, scratch)) {
        kept[deleted.size()] = i;
        deleted.add(ofSeries);
      }
    }
    return new VisibleSeriesSet(all, kept, deleted.toArray(Intervals[]::new));
  }

  private static boolean hasMore(
      SeriesSet all,
      int series,
      Intervals deleted,
      SeriesSelection selection,
      SeriesSamples scratch) {
    if (deleted.cover(selection.fromMillis(), selection.toMillis())) {
      return false;
    }
    all.read(series, scratch);
    return deleted.rowsOutside(scratch.times, scratch.from, scratch.to).length > 0;
  }

  @Override
  public int size() {
    return deleted.length;
  }

  @Override
  public Labels labels(int i) {
    return all.labels(kept[i]);
  }

  @Override
  public String label(int i, String name) {
    return all.label(kept[i], name);
  }

  @Override
  public void read(int i, SeriesSamples into) {
    all.read(kept[i], into);
    if (deleted[i].isEmpty()) {
      return;
    }
    int[] rows = deleted[i].rowsOutside(into.times, into.from, into.to);
    if (rows.length == 0) {
      into.clear();
    } else if (rows[rows.length - 1] - rows[0] == rows.length - 1) {
      into.from = rows[0];
      into.to = rows[0] + rows.length;
    } else {
      thin(into, rows, deleted[i]);
    }
  }

  private void thin(SeriesSamples samples, int[] rows, Intervals deletedRows) {
    double[] values = new double[rows.length];
    @Nullable Histogram @Nullable [] histograms =
        samples.histograms == null ? null : new @Nullable Histogram[rows.length];
    long @Nullable [] starts = samples.startMillis == null ? null : new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      values[i] = samples.values[rows[i]];
      if (histograms != null && samples.histograms != null) {
        histograms[i] = samples.histograms[rows[i]];
      }
      if (starts != null && samples.startMillis != null) {
        starts[i] = samples.startMillis[rows[i]];
      }
    }
    samples.times =
        columns.computeIfAbsent(
            new Thinned(samples.times, samples.from, samples.to, deletedRows),
            key -> column(key.times(), rows));
    samples.from = 0;
    samples.to = rows.length;
    samples.values = values;
    samples.histograms = histograms;
    samples.startMillis = starts;
  }

  private static TimeColumn column(TimeColumn times, int[] rows) {
    long[] left = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      left[i] = times.millis(rows[i]);
    }
    return new TimeColumn(left, left.length);
  }

  @Override
  public void close() {
    all.close();
  }
}
