package io.atalaya.server.ruletest;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.Histograms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The series of one test, in memory. For one writer that is not reading at the same time. */
final class TestSeries implements SeriesSource, SampleSink {
  private final Map<Labels, Integer> refs = new HashMap<>();
  private final List<Column> columns = new ArrayList<>();

  /** The samples of one series, ascending in time. */
  private static final class Column {
    private final Labels labels;
    private long[] times = new long[16];
    private double[] values = new double[16];
    private @Nullable Histogram[] histograms = new Histogram[16];
    private boolean withHistograms;
    private int size;

    Column(Labels labels) {
      this.labels = labels;
    }

    /** Adds a sample after all others; false if it does not come after them. */
    boolean add(long time, double value, @Nullable Histogram histogram) {
      if (size > 0 && times[size - 1] >= time) {
        return false;
      }
      if (size == times.length) {
        times = Arrays.copyOf(times, size * 2);
        values = Arrays.copyOf(values, size * 2);
        histograms = Arrays.copyOf(histograms, size * 2);
      }
      times[size] = time;
      values[size] = value;
      withHistograms |= histogram != null;
      histograms[size] = histogram == null ? null : hinted(histogram);
      size++;
      return true;
    }

    /** The database knows whether a counter went on; a test may count on that. */
    private Histogram hinted(Histogram histogram) {
      Histogram before = size == 0 ? null : histograms[size - 1];
      if (before == null || histogram.resetHint() != Histogram.ResetHint.UNKNOWN) {
        return histogram;
      }
      boolean reset = FloatHistogram.of(histogram).isResetSince(FloatHistogram.of(before));
      return Histograms.withHint(
          histogram, reset ? Histogram.ResetHint.RESET : Histogram.ResetHint.NOT_RESET);
    }

    String text() {
      StringBuilder out = new StringBuilder(labels.toString()).append(" =>");
      for (int i = 0; i < size; i++) {
        Histogram histogram = histograms[i];
        out.append(' ')
            .append(
                histogram == null ? GoFloat.shortest(values[i]) : HistogramNotation.of(histogram));
        out.append(" @[").append(times[i]).append(']');
      }
      return out.toString();
    }

    void read(long from, long to, SeriesSamples into) {
      TimeColumn column = new TimeColumn(times, size);
      into.clear();
      into.times = column;
      into.from = column.firstAtOrAfter(from);
      into.to = to == Long.MAX_VALUE ? size : column.firstAtOrAfter(to + 1);
      into.values = values.clone();
      into.histograms = withHistograms ? histograms : null;
    }
  }

  /** What a selection found. */
  private record Found(List<Column> columns, long from, long to) implements SeriesSet {
    @Override
    public int size() {
      return columns.size();
    }

    @Override
    public Labels labels(int i) {
      return columns.get(i).labels;
    }

    @Override
    public void read(int i, SeriesSamples into) {
      columns.get(i).read(from, to, into);
    }

    @Override
    public void close() {}
  }

  private int register(Labels labels) {
    return refs.computeIfAbsent(
        labels,
        l -> {
          columns.add(new Column(l));
          return columns.size() - 1;
        });
  }

  /** Adds a sample after all others of its series; false if it does not come after them. */
  boolean add(Labels labels, long time, double value, @Nullable Histogram histogram) {
    return columns.get(register(labels)).add(time, value, histogram);
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    return new Group();
  }

  /** Rules write here. */
  private final class Group implements SampleGroup {
    @Override
    public long register(Labels labels) {
      return TestSeries.this.register(labels);
    }

    @Override
    public Appended append(SampleBatch batch) {
      int appended = 0;
      for (int row = 0; row < batch.size(); row++) {
        Column column = columns.get((int) batch.ref(row));
        boolean added =
            column.add(batch.timestampMillis(row), batch.value(row), batch.histogram(row));
        appended += added ? 1 : 0;
      }
      return new Appended(appended, 0, batch.size() - appended, 0, 0);
    }

    @Override
    public void close() {}
  }

  @Override
  public SeriesSet select(SeriesSelection s) {
    return new Found(matching(s.matchers()).toList(), s.fromMillis(), s.toMillis());
  }

  private Stream<Column> matching(List<Matcher> matchers) {
    return columns.stream()
        .filter(column -> matchers.stream().allMatch(m -> m.matches(column.labels)))
        .sorted(
            Comparator.comparing((Column c) -> c.labels.metricName(), Labels::compareUtf8)
                .thenComparing(c -> c.labels));
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    TreeSet<String> names = new TreeSet<>(Labels::compareUtf8);
    matching(selection.matchers())
        .forEach(
            column -> {
              for (int i = 0; i < column.labels.size(); i++) {
                names.add(column.labels.name(i));
              }
            });
    return names.stream().limit(limit > 0 ? limit : Long.MAX_VALUE).toList();
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    TreeSet<String> values = new TreeSet<>(Labels::compareUtf8);
    matching(selection.matchers())
        .map(column -> column.labels.get(name))
        .filter(value -> !value.isEmpty())
        .forEach(values::add);
    return values.stream().limit(limit > 0 ? limit : Long.MAX_VALUE).toList();
  }

  /** All samples, a series a line. */
  List<String> texts() {
    return matching(List.of()).map(Column::text).toList();
  }
}
