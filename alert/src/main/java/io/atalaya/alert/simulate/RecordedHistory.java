package io.atalaya.alert.simulate;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stored history as it would be, had other rules run from some instant on: of the series that the
 * rules write, what is stored counts up to that instant, and what the rules write from then on.
 * Every other series is as it is stored.
 *
 * <pre>
 *   measured series   ████████████████████████   stored
 *   series of rules   ██████████┆                stored
 *                               ┆▒▒▒▒▒▒▒▒▒▒▒▒▒   in memory
 *                             from
 * </pre>
 *
 * <p>For one thread that writes while none reads.
 */
public final class RecordedHistory implements SeriesSource, SampleSink {
  private static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName, Labels::compareUtf8)
          .thenComparing(Comparator.naturalOrder());

  private final SeriesSource stored;
  private final Predicate<Labels> written;
  private final long fromMillis;
  private final Map<Labels, Integer> refs = new HashMap<>();
  private final List<Column> columns = new ArrayList<>();

  /**
   * Nothing is recorded yet.
   *
   * @param written which series the rules write
   * @param fromMillis from when on they do
   */
  public RecordedHistory(SeriesSource stored, Predicate<Labels> written, long fromMillis) {
    this.stored = stored;
    this.written = written;
    this.fromMillis = fromMillis;
  }

  /** What was written to one series, ascending in time. */
  private static final class Column {
    private final Labels labels;
    private long[] times = new long[16];
    private double[] values = new double[16];
    private @Nullable Histogram @Nullable [] histograms;
    private int size;

    Column(Labels labels) {
      this.labels = labels;
    }

    boolean add(long time, double value, @Nullable Histogram histogram) {
      if (size > 0 && times[size - 1] >= time) {
        return false;
      }
      if (size == times.length) {
        times = Arrays.copyOf(times, size * 2);
        values = Arrays.copyOf(values, size * 2);
        histograms = histograms == null ? null : Arrays.copyOf(histograms, size * 2);
      }
      if (histogram != null) {
        histograms = histograms == null ? new Histogram[times.length] : histograms;
        histograms[size] = histogram;
      }
      times[size] = time;
      values[size] = value;
      size++;
      return true;
    }

    /** Adds the samples of a time after those that are there. */
    void appendTo(SeriesSamples into, long from, long to) {
      TimeColumn own = new TimeColumn(times, size);
      int first = own.firstAtOrAfter(from);
      int count = (to == Long.MAX_VALUE ? size : own.firstAtOrAfter(to + 1)) - first;
      int before = into.size();
      int all = before + Math.max(0, count);
      long[] allTimes = new long[all];
      double[] allValues = new double[all];
      System.arraycopy(into.times.array(), into.from, allTimes, 0, before);
      System.arraycopy(into.values, into.from, allValues, 0, before);
      System.arraycopy(times, first, allTimes, before, all - before);
      System.arraycopy(values, first, allValues, before, all - before);
      into.histograms = joined(into, first, before, all);
      into.times = new TimeColumn(allTimes, all);
      into.values = allValues;
      into.from = 0;
      into.to = all;
      into.startMillis = null;
    }

    private @Nullable Histogram @Nullable [] joined(
        SeriesSamples into, int first, int before, int all) {
      if (into.histograms == null && histograms == null) {
        return null;
      }
      @Nullable Histogram[] joined = new Histogram[all];
      if (into.histograms != null) {
        System.arraycopy(into.histograms, into.from, joined, 0, before);
      }
      if (histograms != null) {
        System.arraycopy(histograms, first, joined, before, all - before);
      }
      return joined;
    }
  }

  /** A series found: in the store, in memory, or in both. */
  private record Found(Labels labels, int storedRow, @Nullable Column column) {}

  private final class FoundSeries implements SeriesSet {
    private final SeriesSet base;
    private final List<Found> found;
    private final SeriesSelection selection;

    FoundSeries(SeriesSet base, List<Found> found, SeriesSelection selection) {
      this.base = base;
      this.found = found;
      this.selection = selection;
    }

    @Override
    public int size() {
      return found.size();
    }

    @Override
    public Labels labels(int i) {
      return found.get(i).labels();
    }

    @Override
    public void read(int i, SeriesSamples into) {
      Found series = found.get(i);
      into.clear();
      if (series.storedRow() >= 0) {
        base.read(series.storedRow(), into);
        if (written.test(series.labels())) {
          into.to = Math.clamp(into.times.firstAtOrAfter(fromMillis), into.from, into.to);
        }
      }
      Column column = series.column();
      if (column != null) {
        column.appendTo(into, selection.fromMillis(), selection.toMillis());
      }
    }

    @Override
    public List<String> warnings() {
      return base.warnings();
    }

    @Override
    public void close() {
      base.close();
    }
  }

  @Override
  public SeriesSet select(SeriesSelection wanted) {
    SeriesSelection whole =
        SeriesSelection.of(
            wanted.tenant(), wanted.matchers(), wanted.fromMillis(), wanted.toMillis());
    SeriesSet base = stored.select(whole);
    List<Column> own = matching(wanted.matchers()).toList();
    if (own.isEmpty() && wanted.shards() == 1 && !hasWritten(base)) {
      return base;
    }
    Map<Labels, Found> found = new TreeMap<>(ORDER);
    for (int i = 0; i < base.size(); i++) {
      found.put(base.labels(i), new Found(base.labels(i), i, null));
    }
    for (Column column : own) {
      found.merge(
          column.labels,
          new Found(column.labels, -1, column),
          (old, fresh) -> new Found(old.labels(), old.storedRow(), column));
    }
    List<Found> ofShard =
        found.values().stream().filter(series -> isInShard(series.labels(), wanted)).toList();
    return new FoundSeries(base, ofShard, wanted);
  }

  private boolean hasWritten(SeriesSet base) {
    return IntStream.range(0, base.size()).anyMatch(i -> written.test(base.labels(i)));
  }

  private static boolean isInShard(Labels labels, SeriesSelection wanted) {
    return Long.remainderUnsigned(labels.fingerprint(), wanted.shards()) == wanted.shard();
  }

  private Stream<Column> matching(List<Matcher> matchers) {
    return columns.stream()
        .filter(column -> matchers.stream().allMatch(m -> m.matches(column.labels)));
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    TreeSet<String> names = new TreeSet<>(Labels::compareUtf8);
    names.addAll(stored.labelNames(selection, 0));
    matching(selection.matchers()).forEach(c -> names.addAll(c.labels.toMap().keySet()));
    return limited(names, limit);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    TreeSet<String> values = new TreeSet<>(Labels::compareUtf8);
    values.addAll(stored.labelValues(name, selection, 0));
    matching(selection.matchers())
        .map(column -> column.labels.get(name))
        .filter(value -> !value.isEmpty())
        .forEach(values::add);
    return limited(values, limit);
  }

  private static List<String> limited(SortedSet<String> sorted, int limit) {
    return sorted.stream().limit(limit > 0 ? limit : Long.MAX_VALUE).toList();
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    return new Group();
  }

  private int refOf(Labels labels) {
    return refs.computeIfAbsent(
        labels,
        fresh -> {
          columns.add(new Column(fresh));
          return columns.size() - 1;
        });
  }

  /** Rules write here. */
  private final class Group implements SampleGroup {
    @Override
    public long register(Labels labels) {
      return refOf(labels);
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
}
