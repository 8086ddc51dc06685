package io.atalaya.query.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.Labels;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.MemorySource;
import io.atalaya.query.fuzz.RandomData;
import io.atalaya.query.fuzz.RandomQuery;
import io.atalaya.query.fuzz.RandomSeries;
import io.atalaya.query.fuzz.RandomSeries.Sample;
import io.atalaya.query.peer.Answer.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares functions of single numbers with those of an installed Prometheus, to the last bit, on
 * numbers of all sizes; but for subnormal ones, of which logarithms are wrong there.
 *
 * <p>{@code -Datalaya.elementary.numbers=100000} compares more, {@code -Datalaya.elementary.seed=7}
 * others.
 */
class ElementaryFunctionsTest {
  private static final List<String> EXPRESSIONS =
      List.of(
          "exp(x)",
          "ln(x)",
          "log2(x)",
          "log10(x)",
          "sqrt(x)",
          "sin(x)",
          "cos(x)",
          "tan(x)",
          "asin(x)",
          "acos(x)",
          "atan(x)",
          "sinh(x)",
          "cosh(x)",
          "tanh(x)",
          "asinh(x)",
          "acosh(x)",
          "atanh(x)",
          "deg(x)",
          "rad(x)",
          "ceil(x)",
          "floor(x)",
          "round(x)",
          "round(x, 0.3)",
          "x % 7",
          "x ^ on (i) y",
          "x ^ 0.37",
          "2 ^ x",
          "x ^ 3",
          "x atan2 on (i) y",
          "x % on (i) y");

  private static final double[] PARTICULAR = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3,
    Double.MAX_VALUE,
    Double.MIN_NORMAL,
    Math.PI,
    Math.PI / 2,
    Math.PI / 4,
    709,
    709.5,
    709.78,
    710,
    -708,
    -745,
    -746,
    21,
    0.625,
    44.014,
    1e22,
    0x1p29,
    0x1p53,
    0x1p63,
    1e15,
    1000,
    100,
    10,
    0.1,
    0.66,
    0.7,
    2.4142,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private final Random random = new Random(Long.getLong("atalaya.elementary.seed", 1));

  @Test
  void everyBitIsThatOfPrometheus(@TempDir Path folder, TestReporter reporter)
      throws IOException, InterruptedException {
    Optional<Path> path = Prometheus.find();
    assumeTrue(path.isPresent(), "no prometheus on the path");
    int numbers = Integer.getInteger("atalaya.elementary.numbers", 2000);
    List<RandomSeries> data = data(numbers);
    MemorySource source = new MemorySource();
    RandomSeries.load(data, source);
    OurEngine engine = new OurEngine(new Engine(source, EngineOptions.DEFAULT, System::nanoTime));
    Map<String, List<String>> differences = new TreeMap<>();
    try (Prometheus prometheus =
        Prometheus.start(path.orElseThrow(), folder, "native-histograms")) {
      prometheus.write(data);
      for (String expression : EXPRESSIONS) {
        RandomQuery query = new RandomQuery(expression, RandomData.FROM, RandomData.FROM, 0);
        Answer ours = engine.answer(query);
        Answer theirs = prometheus.answer(query);
        assertThat(ours.series().keySet()).isEqualTo(theirs.series().keySet());
        ours.series()
            .forEach(
                (labels, samples) -> {
                  double a = value(samples);
                  double b = value(theirs.series().getOrDefault(labels, Map.of()));
                  if (Double.doubleToLongBits(a) != Double.doubleToLongBits(b)) {
                    differences
                        .computeIfAbsent(expression, e -> new ArrayList<>())
                        .add(x(data, labels) + ": ours " + a + ", theirs " + b);
                  }
                });
      }
    }
    differences.forEach(
        (expression, all) ->
            reporter.publishEntry(
                expression, all.size() + ", such as " + all.subList(0, Math.min(5, all.size()))));
    assertThat(differences.keySet()).isEmpty();
  }

  private static double value(Map<Long, Value> samples) {
    return samples.values().iterator().next().number();
  }

  private static double x(List<RandomSeries> data, Labels labels) {
    return data.get(2 * Integer.parseInt(labels.get("i"))).samples().getFirst().value();
  }

  private List<RandomSeries> data(int numbers) {
    List<RandomSeries> data = new ArrayList<>();
    for (int i = 0; i < numbers; i++) {
      for (String name : List.of("x", "y")) {
        Labels labels = Labels.of("__name__", name, "i", Integer.toString(i));
        data.add(new RandomSeries(labels, List.of(new Sample(RandomData.FROM, number(i), null))));
      }
    }
    return data;
  }

  private double number(int i) {
    if (i < PARTICULAR.length * PARTICULAR.length / 10 && random.nextInt(4) > 0) {
      return PARTICULAR[random.nextInt(PARTICULAR.length)];
    }
    double sign = random.nextInt(3) == 0 ? -1 : 1;
    return switch (random.nextInt(6)) {
      case 0 -> random.nextDouble() * 2 - 1;
      case 1 -> sign * random.nextDouble() * 10;
      case 2 -> sign * random.nextDouble() * 1000;
      case 3 -> sign * Math.pow(10, random.nextDouble() * 40 - 20);
      case 4 -> sign * random.nextInt(200);
      default -> normal(Double.longBitsToDouble(random.nextLong()));
    };
  }

  private static double normal(double v) {
    return Math.abs(v) < Double.MIN_NORMAL ? 0 : v;
  }
}
