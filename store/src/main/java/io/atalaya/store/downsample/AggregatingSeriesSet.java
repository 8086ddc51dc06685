package io.atalaya.store.downsample;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleAggregates;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.TimeColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The aggregates of a set of samples, as a set of marked series in the order of blocks; read once,
 * from the first to the last, by one thread. A series of which an aggregate is left out reads as
 * empty.
 */
final class AggregatingSeriesSet implements SeriesSet {
  private final SeriesSet samples;
  private final List<Marked> marked = new ArrayList<>();
  private final SeriesSamples scratch = new SeriesSamples();
  private final Windows windows;
  private final Map<Rows, Columns> columns = new HashMap<>();
  private int read = -1;
  private Columns current =
      new Columns(new TimeColumn(new long[0], 0), new TimeColumn(new long[0], 0));

  /** One aggregate of a series. */
  private record Marked(int series, Aggregate aggregate) {}

  /** Rows of a time column, which are the same object if they are the same. */
  private record Rows(TimeColumn times, int from, int to) {}

  /** The times of first and of last samples. */
  private record Columns(TimeColumn firsts, TimeColumn lasts) {}

  AggregatingSeriesSet(SeriesSet samples, Resolution resolution) {
    this.samples = samples;
    windows = new Windows(resolution);
    for (int from = 0, to; from < samples.size(); from = to) {
      String metric = samples.labels(from).metricName();
      to = from + 1;
      while (to < samples.size() && samples.labels(to).metricName().equals(metric)) {
        to++;
      }
      for (Aggregate aggregate : Aggregate.values()) {
        for (int i = from; i < to; i++) {
          marked.add(new Marked(i, aggregate));
        }
      }
    }
  }

  @Override
  public int size() {
    return marked.size();
  }

  @Override
  public Labels labels(int i) {
    return marked.get(i).aggregate.mark(samples.labels(marked.get(i).series));
  }

  @Override
  public void read(int i, SeriesSamples into) {
    into.clear();
    aggregate(marked.get(i).series);
    SampleAggregates all = windows.aggregates;
    switch (marked.get(i).aggregate) {
      case LAST -> give(windows.lasts, current.lasts, into);
      case FIRST -> give(firstsAreLasts() ? null : all.firsts, current.firsts, into);
      case COUNT -> give(unless(all.counts, w -> 1), current.lasts, into);
      case SUM ->
          give(unless(all.sums, w -> windows.lasts[w] * all.counts[w]), current.lasts, into);
      case MIN ->
          give(
              unless(all.mins, w -> Aggregate.lesser(all.firsts[w], windows.lasts[w])),
              current.lasts,
              into);
      case MAX ->
          give(
              unless(all.maxs, w -> Aggregate.greater(all.firsts[w], windows.lasts[w])),
              current.lasts,
              into);
      case CORRECTION -> give(unless(all.corrections, w -> 0), current.lasts, into);
      case HISTOGRAM -> giveHistograms(into);
      case STALE -> giveStale(into);
    }
  }

  private void aggregate(int series) {
    if (series == read) {
      return;
    }
    read = series;
    samples.read(series, scratch);
    windows.fill(scratch);
    current =
        windows.isPlain()
            ? columns.computeIfAbsent(
                new Rows(scratch.times, scratch.from, scratch.to), r -> columns())
            : columns();
  }

  private Columns columns() {
    return new Columns(
        column(windows.aggregates.firstMillis, windows.size),
        column(windows.lastMillis, windows.size));
  }

  private static TimeColumn column(long[] millis, int size) {
    return new TimeColumn(Arrays.copyOf(millis, size), size);
  }

  private boolean firstsAreLasts() {
    for (int w = 0; w < windows.size; w++) {
      if (windows.aggregates.counts[w] > 1) {
        return false;
      }
    }
    return true;
  }

  /** What an aggregate is in a window where it is left out. */
  private interface StandIn {
    double of(int window);
  }

  private double @Nullable [] unless(double[] values, StandIn standIn) {
    for (int w = 0; w < windows.size; w++) {
      if (!Aggregate.same(values[w], standIn.of(w))) {
        return values;
      }
    }
    return null;
  }

  private void give(double @Nullable [] values, TimeColumn times, SeriesSamples into) {
    if (values != null) {
      into.ensureCapacity(windows.size);
      System.arraycopy(values, 0, into.values, 0, windows.size);
      into.times = times;
      into.to = windows.size;
    }
  }

  private void giveHistograms(SeriesSamples into) {
    into.ensureCapacity(windows.histograms);
    into.times = column(windows.histogramMillis, windows.histograms);
    into.histograms = Arrays.copyOf(windows.lastHistograms, windows.histograms);
    into.to = windows.histograms;
  }

  private void giveStale(SeriesSamples into) {
    into.ensureCapacity(windows.stale);
    Arrays.fill(into.values, 0, windows.stale, SampleValue.STALE);
    into.times = column(windows.staleMillis, windows.stale);
    into.to = windows.stale;
  }

  @Override
  public void close() {
    samples.close();
  }
}
