package io.atalaya.store.block;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Series kept as lists, to be cut into a block and to compare what comes out of it. */
final class Lists implements SeriesSet {
  private static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName, Labels::compareUtf8)
          .thenComparing(Comparator.naturalOrder());

  /** The samples of one series; rows {@code from} to before {@code to} of {@code times}. */
  record Rows(
      TimeColumn times,
      int from,
      int to,
      double[] values,
      @Nullable Histogram @Nullable [] histograms,
      long @Nullable [] starts) {}

  private final SortedMap<Labels, Rows> series = new TreeMap<>(ORDER);
  private @Nullable List<Map.Entry<Labels, Rows>> inOrder;

  Lists add(Labels labels, TimeColumn times, int from, int to, double... values) {
    return add(labels, new Rows(times, from, to, values, null, null));
  }

  Lists add(Labels labels, Rows rows) {
    series.put(labels, rows);
    inOrder = null;
    return this;
  }

  private Map.Entry<Labels, Rows> entry(int i) {
    List<Map.Entry<Labels, Rows>> list = inOrder;
    if (list == null) {
      list = new ArrayList<>(series.entrySet());
      inOrder = list;
    }
    return list.get(i);
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int i) {
    return entry(i).getKey();
  }

  @Override
  public void read(int i, SeriesSamples into) {
    Rows rows = entry(i).getValue();
    into.times = rows.times();
    into.from = rows.from();
    into.to = rows.to();
    into.values = rows.values().clone();
    into.histograms = rows.histograms();
    into.startMillis = rows.starts();
  }

  @Override
  public void close() {}

  /** A cut of everything in a range. */
  HeadSnapshot cut(String tenant, long fromMillis, long toMillis, long position) {
    return new Cut(tenant, fromMillis, toMillis, position, this);
  }

  private record Cut(String tenant, long fromMillis, long toMillis, long position, SeriesSet series)
      implements HeadSnapshot {
    @Override
    public void close() {}
  }

  /** All samples of a set between two times, as text, series by series. */
  static List<String> print(SeriesSet set, long fromMillis, long toMillis) {
    List<String> lines = new ArrayList<>();
    SeriesSamples samples = new SeriesSamples();
    for (int i = 0; i < set.size(); i++) {
      set.read(i, samples);
      StringBuilder line = new StringBuilder(set.labels(i).toString());
      int before = line.length();
      for (int row = samples.from; row < samples.to; row++) {
        long time = samples.times.millis(row);
        if (time >= fromMillis && time <= toMillis) {
          line.append(' ').append(time).append(':').append(print(samples, row));
        }
      }
      if (line.length() > before) {
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private static String print(SeriesSamples samples, int row) {
    Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
    String value =
        histogram == null
            ? Long.toHexString(Double.doubleToRawLongBits(samples.values[row]))
            : histogram.count() + "/" + histogram.sum() + histogram.positiveSpans();
    long start = samples.startMillis == null ? 0 : samples.startMillis[row];
    return start == 0 ? value : value + "^" + start;
  }

  /** What a source says to a selection, as text. */
  static List<String> select(SeriesSource source, SeriesSelection selection) {
    try (SeriesSet found = source.select(selection)) {
      return print(found, Long.MIN_VALUE, Long.MAX_VALUE);
    }
  }
}
