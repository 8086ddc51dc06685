package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleSink;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/**
 * A window that moves knows what it knew and what has changed; one that is asked for alone has to
 * look at everything. Both must give the same bits.
 */
class MovingWindowsTest {
  private static final String[] FUNCTIONS = {
    "max_over_time(x[%s])",
    "min_over_time(x[%s])",
    "sum_over_time(x[%s])",
    "avg_over_time(x[%s])",
    "quantile_over_time(0.37, x[%s])"
  };

  private static final double[] ODD_ONES = {
    Double.NaN, 0.0, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.1, 1e300, -1e300
  };

  @Property(tries = 60)
  void everyStepOfARangeQueryHasTheAnswerOfAnInstantQuery(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int oddness,
      @ForAll @LongRange(min = 1, max = 9) long stepMinutes) {
    Random random = new Random(seed);
    MemorySource source = new MemorySource();
    for (int i = 0; i < 3; i++) {
      Labels labels = Labels.of("__name__", "x", "i", String.valueOf(i));
      for (int k = 0; k < 150; k++) {
        if (random.nextInt(6) > 0) {
          source.add(labels, k * 60_000L + random.nextInt(3) * 100L, value(random, oddness), 0);
        }
      }
    }
    Engine engine = new Engine(source, EngineOptions.DEFAULT, System::nanoTime);
    for (String function : FUNCTIONS) {
      compare(engine, function.formatted(random.nextInt(1, 70) + "m"), stepMinutes * 60_000);
    }
  }

  private static double value(Random random, int oddness) {
    return random.nextInt(8) < oddness
        ? ODD_ONES[random.nextInt(ODD_ONES.length)]
        : random.nextInt(-20, 20);
  }

  private static void compare(Engine engine, String expression, long stepMillis) {
    QueryResult range =
        engine.range(
            SampleSink.DEFAULT_TENANT, expression, 0, 9_000_000, stepMillis, QueryOptions.DEFAULT);
    for (QueryValue.Series series : ((QueryValue.Matrix) range.value()).series()) {
      for (int k = 0; k < series.timesMillis().length; k++) {
        double alone = at(engine, expression, series.timesMillis()[k], series.labels());
        assertThat(Double.doubleToLongBits(series.values()[k]))
            .as("%s of %s at %s", expression, series.labels(), series.timesMillis()[k])
            .isEqualTo(Double.doubleToLongBits(alone));
      }
    }
  }

  private static double at(Engine engine, String expression, long timeMillis, Labels labels) {
    QueryResult instant =
        engine.instant(SampleSink.DEFAULT_TENANT, expression, timeMillis, QueryOptions.DEFAULT);
    return ((QueryValue.Vector) instant.value())
        .samples().stream()
            .filter(sample -> sample.labels().equals(labels))
            .findFirst()
            .orElseThrow()
            .value();
  }
}
