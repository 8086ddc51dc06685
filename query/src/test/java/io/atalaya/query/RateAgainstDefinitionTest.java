package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares rates of random series, with gaps, resets, NaN and stale markers, with a naive reading
 * of the definition, window by window.
 */
class RateAgainstDefinitionTest {
  private static final String TENANT = "default";
  private static final long RANGE = 120_000;
  private static final long STEP = 17_000;
  private static final long END = 1_200_000;

  private final MemorySource source = new MemorySource();
  private final Engine engine = new Engine(source, EngineOptions.DEFAULT, System::nanoTime);

  private record Sample(long millis, double value) {}

  @ParameterizedTest
  @ValueSource(strings = {"rate", "increase", "delta"})
  void everyWindowOfRandomSeriesIsAsDefined(String function) {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      source.clear();
      List<Sample> samples = randomSeries(random);
      Labels labels = Labels.of("__name__", "x_total");
      samples.forEach(s -> source.add(labels, s.millis(), s.value(), 0));
      compare(function, samples);
    }
  }

  private static List<Sample> randomSeries(Random random) {
    List<Sample> samples = new ArrayList<>();
    double value = random.nextInt(100);
    double strangeness = random.nextBoolean() ? 0.05 : 0;
    for (long t = random.nextInt(300_000); t < END; t += 14_000 + random.nextInt(2000)) {
      value += random.nextInt(10);
      if (random.nextDouble() < strangeness) {
        value = 0;
      }
      double strange = random.nextDouble();
      if (strange < strangeness / 4) {
        samples.add(new Sample(t, SampleValue.STALE));
      } else if (strange < strangeness / 2) {
        samples.add(new Sample(t, Double.NaN));
      } else if (strange >= strangeness) {
        samples.add(new Sample(t, value));
      }
    }
    return samples;
  }

  private void compare(String function, List<Sample> samples) {
    TreeMap<Long, Double> expected = new TreeMap<>();
    for (long t = 0; t <= END; t += STEP) {
      Double value = byDefinition(function, samples, t);
      if (value != null) {
        expected.put(t, value);
      }
    }
    QueryValue value =
        engine
            .range(TENANT, function + "(x_total[2m])", 0, END, STEP, QueryOptions.DEFAULT)
            .value();
    List<QueryValue.Series> series = ((QueryValue.Matrix) value).series();
    if (expected.isEmpty()) {
      assertThat(series).isEmpty();
      return;
    }
    QueryValue.Series only = series.getFirst();
    assertThat(only.timesMillis()).containsExactly(expected.keySet().toArray(Long[]::new));
    for (int i = 0; i < only.values().length; i++) {
      double want = expected.getOrDefault(only.timesMillis()[i], Double.NaN);
      if (Double.isNaN(want)) {
        assertThat(only.values()[i]).isNaN();
      } else {
        assertThat(only.values()[i]).isCloseTo(want, within(1e-9 * (1 + Math.abs(want))));
      }
    }
  }

  /** As the documentation says it. */
  private static @Nullable Double byDefinition(String function, List<Sample> all, long end) {
    List<Sample> in =
        all.stream()
            .filter(s -> s.millis() > end - RANGE && s.millis() <= end)
            .filter(s -> !SampleValue.isStale(s.value()))
            .toList();
    if (in.size() < 2) {
      return null;
    }
    boolean counter = !function.equals("delta");
    Sample first = in.getFirst();
    Sample last = in.getLast();
    double increase = last.value() - first.value();
    for (int i = 1; counter && i < in.size(); i++) {
      if (in.get(i).value() < in.get(i - 1).value()) {
        increase += in.get(i - 1).value();
      }
    }
    double sampled = (last.millis() - first.millis()) / 1000.0;
    double average = sampled / (in.size() - 1);
    double toStart = limited((first.millis() - (end - RANGE)) / 1000.0, average);
    double toEnd = limited((end - last.millis()) / 1000.0, average);
    if (counter && increase > 0 && first.value() >= 0) {
      double toZero = sampled * (first.value() / increase);
      toStart = toZero < toStart ? toZero : toStart;
    }
    double extrapolated = increase * ((sampled + toStart + toEnd) / sampled);
    return function.equals("rate") ? extrapolated / (RANGE / 1000.0) : extrapolated;
  }

  private static double limited(double seconds, double average) {
    return seconds < average * 1.1 ? seconds : average / 2;
  }
}
