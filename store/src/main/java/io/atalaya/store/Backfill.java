package io.atalaya.store;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.TimeColumn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Samples of any age, collected in any order and then written as blocks. Of two of a series at the
 * same time the first counts. All are held in memory, at some 16 bytes each.
 */
public final class Backfill {
  private static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName, Labels::compareUtf8)
          .thenComparing(Comparator.naturalOrder());

  /** Samples of one series, in the order in which they came. */
  private static final class Rows {
    long[] times = new long[16];
    double[] values = new double[16];
    int size;
    boolean ascending = true;

    void add(long time, double value) {
      if (size == times.length) {
        times = Arrays.copyOf(times, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      ascending &= size == 0 || times[size - 1] < time;
      times[size] = time;
      values[size++] = value;
    }

    void sort() {
      if (ascending) {
        return;
      }
      long[] oldTimes = times;
      double[] oldValues = values;
      int[] order =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparingLong(i -> oldTimes[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      times = new long[size];
      values = new double[size];
      size = 0;
      for (int i : order) {
        if (size == 0 || times[size - 1] != oldTimes[i]) {
          times[size] = oldTimes[i];
          values[size++] = oldValues[i];
        }
      }
      ascending = true;
    }
  }

  private final long blockMillis;
  private final Map<Labels, Rows> series = new HashMap<>();
  private long samples;

  /** Collects for blocks that span a time each. */
  public Backfill(Duration block) {
    blockMillis = block.toMillis();
  }

  public void add(Labels labels, long timeMillis, double value) {
    series.computeIfAbsent(labels, l -> new Rows()).add(timeMillis, value);
    samples++;
  }

  /** Number of samples that were added. */
  public long samples() {
    return samples;
  }

  /**
   * Writes everything, block by block, oldest first.
   *
   * @param written told the first millisecond of each block that was written
   * @throws IOException if one cannot be written; those before it stay
   */
  public void writeTo(Tsdb store, String tenant, LongConsumer written) throws IOException {
    List<Labels> sorted = new ArrayList<>(series.keySet());
    sorted.sort(ORDER);
    List<Rows> rows = sorted.stream().map(series::get).toList();
    TreeSet<Long> starts = new TreeSet<>();
    for (Rows one : rows) {
      one.sort();
      for (int i = 0; i < one.size; i++) {
        starts.add(Math.floorDiv(one.times[i], blockMillis) * blockMillis);
      }
    }
    for (long from : starts) {
      store.addBlock(tenant, from, from + blockMillis, new All(sorted, rows));
      written.accept(from);
    }
  }

  private record All(List<Labels> sorted, List<Rows> rows) implements SeriesSet {
    @Override
    public int size() {
      return sorted.size();
    }

    @Override
    public Labels labels(int i) {
      return sorted.get(i);
    }

    @Override
    public void read(int i, SeriesSamples into) {
      Rows one = rows.get(i);
      into.clear();
      into.times = new TimeColumn(one.times, one.size);
      into.to = one.size;
      into.values = one.values;
    }

    @Override
    public void close() {}
  }
}
