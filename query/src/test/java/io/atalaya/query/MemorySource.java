package io.atalaya.query;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import io.atalaya.query.histogram.Histograms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Series in memory, sample by sample. A later sample at the same time replaces the earlier. */
public class MemorySource implements SeriesSource {
  private record Sample(double value, @Nullable Histogram histogram, long startMillis) {}

  private final Map<Labels, NavigableMap<Long, Sample>> series = new TreeMap<>(byNameThenLabels());

  private static Comparator<Labels> byNameThenLabels() {
    return Comparator.comparing(Labels::metricName, Labels::compareUtf8)
        .thenComparing(Comparator.naturalOrder());
  }

  public void clear() {
    series.clear();
  }

  public void add(Labels labels, long millis, double value, long startMillis) {
    samples(labels).put(millis, new Sample(value, null, startMillis));
  }

  public void add(Labels labels, long millis, Histogram histogram, long startMillis) {
    Map.Entry<Long, Sample> before = samples(labels).lowerEntry(millis);
    Sample previous = before == null ? null : before.getValue();
    Histogram.ResetHint hint =
        StoredHints.hint(histogram, previous == null ? null : previous.histogram());
    Histogram stored = Histograms.withHint(histogram, hint);
    samples(labels).put(millis, new Sample(0, stored, startMillis));
  }

  private NavigableMap<Long, Sample> samples(Labels labels) {
    return series.computeIfAbsent(labels, l -> new TreeMap<>());
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    List<Labels> found = matching(selection);
    return new SeriesSet() {
      @Override
      public int size() {
        return found.size();
      }

      @Override
      public Labels labels(int i) {
        return found.get(i);
      }

      @Override
      public void read(int i, SeriesSamples into) {
        copy(samples(found.get(i)), selection, into);
      }

      @Override
      public void close() {}
    };
  }

  private List<Labels> matching(SeriesSelection selection) {
    List<Labels> found = new ArrayList<>();
    for (Map.Entry<Labels, NavigableMap<Long, Sample>> e : series.entrySet()) {
      boolean matches = true;
      for (Matcher m : selection.matchers()) {
        matches &= m.matches(e.getKey());
      }
      if (matches && !range(e.getValue(), selection).isEmpty()) {
        found.add(e.getKey());
      }
    }
    return found;
  }

  private static Map<Long, Sample> range(NavigableMap<Long, Sample> samples, SeriesSelection s) {
    return s.fromMillis() > s.toMillis()
        ? Map.of()
        : samples.subMap(s.fromMillis(), true, s.toMillis(), true);
  }

  private static void copy(
      NavigableMap<Long, Sample> samples, SeriesSelection selection, SeriesSamples into) {
    Map<Long, Sample> range = range(samples, selection);
    long[] times = new long[range.size()];
    long[] starts = new long[range.size()];
    @Nullable Histogram[] histograms = new Histogram[range.size()];
    boolean anyHistogram = false;
    boolean anyStart = false;
    into.ensureCapacity(range.size());
    int row = 0;
    for (Map.Entry<Long, Sample> e : range.entrySet()) {
      times[row] = e.getKey();
      into.values[row] = e.getValue().value();
      histograms[row] = e.getValue().histogram();
      starts[row] = e.getValue().startMillis();
      anyHistogram |= histograms[row] != null;
      anyStart |= starts[row] != 0;
      row++;
    }
    into.times = new TimeColumn(times, row);
    into.from = 0;
    into.to = row;
    into.histograms = anyHistogram ? histograms : null;
    into.startMillis = anyStart ? starts : null;
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    TreeSet<String> names = new TreeSet<>();
    matching(selection).forEach(l -> names.addAll(l.toMap().keySet()));
    return List.copyOf(names);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    TreeSet<String> values = new TreeSet<>();
    matching(selection).forEach(l -> values.add(l.get(name)));
    return List.copyOf(values);
  }
}
