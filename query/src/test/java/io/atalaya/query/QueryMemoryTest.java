package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The memory of an aggregation is that of its groups and of the threads that work on it: looked at
 * when the last of very many series is read, and all before it have passed.
 */
class QueryMemoryTest {
  private static final int SERIES = 10_000;
  private static final int STEPS = 500;
  private static final int HELPERS = 2;
  private static final long STEP_MILLIS = 15_000;

  /**
   * To which group each series belongs, and what the collector leaves; labels and values would take
   * 4,000 bytes.
   */
  private static final long BYTES_FOR_A_SERIES = 40;

  private final ExecutorService threads = Executors.newFixedThreadPool(HELPERS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Makes series when they are asked for, and looks at the memory in use with the last one. */
  private static final class MadeSeries implements SeriesSource, SeriesSet {
    private final TimeColumn times;
    private volatile long bytes;

    MadeSeries() {
      long[] millis = new long[STEPS];
      for (int row = 0; row < STEPS; row++) {
        millis[row] = row * STEP_MILLIS;
      }
      times = new TimeColumn(millis, STEPS);
    }

    @Override
    public SeriesSet select(SeriesSelection selection) {
      return this;
    }

    @Override
    public int size() {
      return SERIES;
    }

    @Override
    public Labels labels(int i) {
      return Labels.of("__name__", "m_total", "g", "g" + i % 3, "i", Integer.toString(i));
    }

    @Override
    public void read(int i, SeriesSamples into) {
      into.ensureCapacity(STEPS);
      for (int row = 0; row < STEPS; row++) {
        into.values[row] = i + row;
      }
      into.times = times;
      into.to = STEPS;
      if (i == SERIES - 1) {
        bytes = bytesInUse();
      }
    }

    @Override
    public List<String> labelNames(SeriesSelection selection, int limit) {
      return List.of();
    }

    @Override
    public List<String> labelValues(String name, SeriesSelection selection, int limit) {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static long bytesInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum by (g) (m_total)",
        "sum by (g) (rate(m_total[5m]))",
        "max by (g) (avg_over_time(m_total[5m]) * 2)",
        "count(m_total > 5)",
        "topk by (g) (3, m_total)",
        "histogram_quantile(0.9, sum by (g) (rate(m_total[5m])))"
      })
  void anAggregationHoldsNoValuesOfTheSeriesThatPassedBy(String expression) {
    MadeSeries series = new MadeSeries();
    Engine engine =
        new Engine(
            series, EngineOptions.DEFAULT, System::nanoTime, new HelperThreads(threads, HELPERS));
    long before = bytesInUse();
    engine.range(
        "default", expression, 0, (STEPS - 1) * STEP_MILLIS, STEP_MILLIS, QueryOptions.DEFAULT);
    assertThat(series.bytes).isPositive();
    assertThat(series.bytes - before).isLessThan(SERIES * BYTES_FOR_A_SERIES);
  }
}
