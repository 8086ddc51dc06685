package io.atalaya.bench;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import java.util.List;
import java.util.Random;

/**
 * CPU counters of many targets in memory, each target with one column of times for all its series:
 * what a store gives, without the cost of a store.
 */
final class SharedTimesSource implements SeriesSource {
  private static final String[] MODES = {
    "idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"
  };
  private static final double JIFFY = 0.01;

  private final TimeColumn[] times;
  private final Labels[] labels;
  private final double[][] values;
  private final int seriesPerTarget;

  /**
   * Series whose counters rise by random multiples of 0.01, and once in a while start anew.
   *
   * @param rows samples of each
   */
  SharedTimesSource(
      int targets, int seriesPerTarget, int rows, long intervalMillis, Random random) {
    this.seriesPerTarget = seriesPerTarget;
    times = new TimeColumn[targets];
    labels = new Labels[targets * seriesPerTarget];
    values = new double[labels.length][];
    for (int target = 0; target < targets; target++) {
      long[] millis = new long[rows];
      for (int row = 0; row < rows; row++) {
        millis[row] = row * intervalMillis + target * 7L + random.nextInt(10);
      }
      times[target] = new TimeColumn(millis, rows);
      for (int i = 0; i < seriesPerTarget; i++) {
        addSeries(target * seriesPerTarget + i, target, i, rows, random);
      }
    }
  }

  private void addSeries(int series, int target, int i, int rows, Random random) {
    labels[series] =
        Labels.of(
            "__name__",
            "node_cpu_seconds_total",
            "instance",
            "host-%03d:9100".formatted(target),
            "job",
            "node",
            "cpu",
            Integer.toString(i / MODES.length),
            "mode",
            MODES[i % MODES.length]);
    double[] counter = new double[rows];
    long jiffies = random.nextInt(1_000_000);
    boolean mayReset = random.nextInt(50) == 0;
    for (int row = 0; row < rows; row++) {
      jiffies += random.nextInt(1500);
      if (mayReset && random.nextInt(500) == 0) {
        jiffies = 0;
      }
      counter[row] = jiffies * JIFFY;
    }
    values[series] = counter;
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    return new SeriesSet() {
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
        TimeColumn column = times[i / seriesPerTarget];
        into.ensureCapacity(column.size());
        System.arraycopy(values[i], 0, into.values, 0, column.size());
        into.times = column;
        into.from = column.firstAtOrAfter(selection.fromMillis());
        into.to = column.firstAtOrAfter(selection.toMillis() + 1);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    return List.of("__name__", "cpu", "instance", "job", "mode");
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    return name.equals("mode") ? List.of(MODES) : List.of();
  }
}
