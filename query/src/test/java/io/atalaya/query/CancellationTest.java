package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import io.atalaya.query.parse.PromqlFeature;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A query ends soon after nobody waits for it any more: whatever it does, it asks often. What is
 * bounded here is ten times what is aimed at, since compilers and machines differ; {@code
 * -Datalaya.cancellation.millis=1} tells which questions keep to a millisecond on this one.
 */
class CancellationTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SERIES = 3000;
  private static final int HISTOGRAM_SERIES = 60;
  private static final int ROWS = 960;
  private static final long INTERVAL_MILLIS = 15_000;
  private static final long END_MILLIS = (ROWS - 1) * INTERVAL_MILLIS;
  private static final int MOST_RUNS = 60;
  private static final Duration PATIENCE =
      Duration.ofMillis(Integer.getInteger("atalaya.cancellation.millis", 10));

  /** Rows of floats, or of histograms where the name says so, the same for all series. */
  private static final class Rows implements SeriesSource {
    private final TimeColumn times;
    private final double[] values = new double[ROWS];
    private final @Nullable Histogram[] histograms = new Histogram[ROWS];

    Rows() {
      long[] millis = new long[ROWS];
      for (int row = 0; row < ROWS; row++) {
        millis[row] = row * INTERVAL_MILLIS;
        values[row] = row % 100;
        histograms[row] = histogram(row);
      }
      times = new TimeColumn(millis, ROWS);
    }

    private static Histogram histogram(int row) {
      double[] counts = new double[40];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = row * (i % 7);
      }
      return new Histogram(
          3,
          0.001,
          row,
          row * 130.0,
          row * 3.5,
          List.of(new Histogram.Span(-5, 40)),
          counts,
          List.of(),
          new double[0],
          new double[0],
          Histogram.ResetHint.UNKNOWN,
          true);
    }

    @Override
    public SeriesSet select(SeriesSelection selection) {
      boolean native_ =
          selection.matchers().stream().anyMatch(m -> m.value().equals("native_seconds"));
      return new SeriesSet() {
        @Override
        public int size() {
          return native_ ? HISTOGRAM_SERIES : SERIES;
        }

        @Override
        public Labels labels(int i) {
          return Labels.of("__name__", "m_total", "i", Integer.toString(i), "le", i % 10 + ".5");
        }

        @Override
        public void read(int i, SeriesSamples into) {
          into.times = times;
          into.from = 0;
          into.to = ROWS;
          into.ensureCapacity(ROWS);
          System.arraycopy(values, 0, into.values, 0, ROWS);
          into.histograms = native_ ? histograms.clone() : null;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<String> labelNames(SeriesSelection selection, int limit) {
      return List.of();
    }

    @Override
    public List<String> labelValues(String name, SeriesSelection selection, int limit) {
      return List.of();
    }
  }

  private final Engine engine =
      new Engine(
          new Rows(),
          EngineOptions.DEFAULT.withLanguage(EnumSet.allOf(PromqlFeature.class)),
          System::nanoTime);

  /** Asked whether a query is unwanted, notes how much its thread has worked since. */
  private static final class Distances implements BooleanSupplier {
    private long last = THREADS.getCurrentThreadCpuTime();
    private long longest;

    @Override
    public boolean getAsBoolean() {
      long now = THREADS.getCurrentThreadCpuTime();
      longest = Math.max(longest, now - last);
      last = THREADS.getCurrentThreadCpuTime();
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(rate(m_total[5m]))",
        "m_total",
        "quantile_over_time(0.9, m_total[1h])",
        "stddev_over_time(m_total[1h])",
        "sum by (le) (m_total)",
        "quantile(0.5, m_total)",
        "topk(5, m_total)",
        "count_values(\"v\", m_total)",
        "sort_desc(m_total)",
        "m_total / on (i) m_total",
        "m_total and on (i) m_total",
        "m_total or m_total",
        "histogram_quantile(0.9, m_total)",
        "label_replace(m_total, \"x\", \"$1\", \"i\", \"(.).*\")",
        "max_over_time(sum(m_total)[30m:1m])",
        "-m_total * 2 > 5",
        "absent(m_total)",
        "rate(native_seconds[5m])",
        "avg(native_seconds)",
        "sum_over_time(native_seconds[10m])",
        "histogram_quantile(0.9, native_seconds)",
        "histogram_count(native_seconds)"
      })
  void littleWorkIsDoneBetweenTwoQuestionsWhetherItIsWanted(String expression) {
    long least = Long.MAX_VALUE;
    // The first runs are not compiled yet; and the least is what the code takes, not the machine.
    for (int run = 0; run < MOST_RUNS && least > PATIENCE.toNanos(); run++) {
      Distances distances = new Distances();
      ask(expression, distances);
      least = Math.min(least, distances.longest);
    }
    assertThat(Duration.ofNanos(least)).isLessThanOrEqualTo(PATIENCE);
  }

  private void ask(String expression, BooleanSupplier unwanted) {
    QueryOptions options = new QueryOptions(Duration.ZERO, Duration.ZERO, unwanted, false);
    engine.range("default", expression, END_MILLIS - 900_000, END_MILLIS, 60_000, options);
  }

  @Test
  void anUnwantedQueryEnds() {
    assertThatThrownBy(() -> ask("sum(rate(m_total[5m]))", () -> true))
        .isInstanceOf(QueryException.class)
        .hasMessage("query was canceled in expression evaluation");
  }
}
