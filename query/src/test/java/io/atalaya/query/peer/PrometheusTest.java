package io.atalaya.query.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.Labels;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.MemorySource;
import io.atalaya.query.fuzz.EveryCombination;
import io.atalaya.query.fuzz.MutatedText;
import io.atalaya.query.fuzz.RandomData;
import io.atalaya.query.fuzz.RandomExpressions;
import io.atalaya.query.fuzz.RandomExpressions.Part;
import io.atalaya.query.fuzz.RandomQuery;
import io.atalaya.query.fuzz.RandomSeries;
import io.atalaya.query.fuzz.SelectorData;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares answers, warnings, infos and errors with those of an installed Prometheus, on random
 * data that is written to both and random expressions.
 *
 * <p>{@code -Datalaya.prometheus.cases=100000} runs for longer, {@code -Datalaya.prometheus.seed=7}
 * from another beginning. A new Prometheus with new data is started every 5000 cases. {@code
 * -Datalaya.prometheus.stride=1} takes all public expressions instead of every fifth.
 */
class PrometheusTest {
  private static final String FEATURES =
      "promql-experimental-functions,native-histograms,promql-duration-expr,"
          + "promql-extended-range-selectors,promql-binop-fill-modifiers";
  private static final int CASES_PER_SERVER = 5000;
  private static final int SHOWN = 20;
  private static final long MINUTE = 60_000;

  /** What every release knows with which we are compared. */
  private static final Set<Part> PARTS =
      Set.of(Part.MANY_NAMES, Part.INFO, Part.LIMIT_RATIO, Part.UNUSUAL);

  private static final String CASES = "atalaya.prometheus.cases";
  private static final String SEED = "atalaya.prometheus.seed";
  private static final String STRIDE = "atalaya.prometheus.stride";

  private final Map<String, Integer> known = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private int failing;
  private Version peer = Version.OURS;

  private static Set<Part> parts(Version peer) {
    return peer.compareTo(Version.OURS) < 0 ? PARTS : EnumSet.allOf(Part.class);
  }

  @Test
  void answersAreThoseOfPrometheus(@TempDir Path folder, TestReporter reporter)
      throws IOException, InterruptedException {
    Optional<Path> path = Prometheus.find();
    assumeTrue(path.isPresent(), "no prometheus on the path");
    int cases = Integer.getInteger(CASES, 800);
    long seed = Long.getLong(SEED, 1);
    for (int done = 0; done < cases && differences.size() < SHOWN; done += CASES_PER_SERVER) {
      Path own = Files.createDirectory(folder.resolve(String.valueOf(done)));
      try (Prometheus prometheus = Prometheus.start(path.orElseThrow(), own, FEATURES)) {
        peer = prometheus.version();
        Random random = new Random(seed + done);
        compare(prometheus, random, Math.min(CASES_PER_SERVER, cases - done));
      }
    }
    reporter.publishEntry(cases + " cases, " + failing + " of them errors; known: " + known);
    assertThat(differences).isEmpty();
  }

  @Test
  void expressionsOfPublicDashboardsAndRulesHaveTheAnswersOfPrometheus(
      @TempDir Path folder, TestReporter reporter) throws IOException, InterruptedException {
    Optional<Path> path = Prometheus.find();
    assumeTrue(path.isPresent(), "no prometheus on the path");
    assumeTrue(SharedExpressions.exist(), "no shared corpora; set -Datalaya.shared");
    Map<Labels, RandomSeries> data = new TreeMap<>();
    List<String> expressions = SharedExpressions.every(Integer.getInteger(STRIDE, 5));
    PromqlParser parser = new PromqlParser(PromqlFeature.defaults());
    for (String expression : expressions) {
      for (RandomSeries series : SelectorData.of(parser.parse(expression), RandomData.FROM)) {
        data.put(series.labels(), series);
      }
    }
    try (Prometheus prometheus = Prometheus.start(path.orElseThrow(), folder, FEATURES)) {
      peer = prometheus.version();
      prometheus.write(List.copyOf(data.values()));
      OurEngine engine = engine(List.copyOf(data.values()));
      long end = RandomData.FROM + 10 * MINUTE;
      for (String expression : expressions) {
        RandomQuery range = new RandomQuery(expression, RandomData.FROM, end, MINUTE);
        compare(range, engine, prometheus);
        RandomQuery instant = new RandomQuery(expression, end, end, 0);
        compare(instant, engine, prometheus);
      }
    }
    reporter.publishEntry(
        expressions.size() + " expressions, " + failing + " errors; known: " + known);
    assertThat(differences).isEmpty();
  }

  @Test
  void everyFunctionAggregationAndOperatorTreatsEveryKindOfSamplesAsPrometheusDoes(
      @TempDir Path folder, TestReporter reporter) throws IOException, InterruptedException {
    Optional<Path> path = Prometheus.find();
    assumeTrue(path.isPresent(), "no prometheus on the path");
    List<String> expressions = new ArrayList<>(EveryCombination.ofFunctions());
    expressions.addAll(EveryCombination.ofAggregations());
    expressions.addAll(EveryCombination.ofOperators());
    List<RandomSeries> data = RandomData.generate(new Random(1));
    long time = RandomData.FROM + 20 * MINUTE;
    try (Prometheus prometheus = Prometheus.start(path.orElseThrow(), folder, FEATURES)) {
      peer = prometheus.version();
      prometheus.write(data);
      OurEngine engine = engine(data);
      for (String expression : expressions) {
        RandomQuery instant = new RandomQuery(expression, time, time, 0);
        compare(instant, engine, prometheus);
      }
    }
    reporter.publishEntry(
        expressions.size() + " expressions, " + failing + " errors; known: " + known);
    assertThat(differences).isEmpty();
  }

  @Test
  void almostPromqlIsRefusedInTheWordsOfPrometheus(@TempDir Path folder, TestReporter reporter)
      throws IOException, InterruptedException {
    Optional<Path> path = Prometheus.find();
    assumeTrue(path.isPresent(), "no prometheus on the path");
    int cases = Integer.getInteger(CASES, 800);
    Random random = new Random(Long.getLong(SEED, 1));
    RandomExpressions expressions = new RandomExpressions(random, PARTS);
    long time = RandomData.FROM;
    try (Prometheus prometheus = Prometheus.start(path.orElseThrow(), folder, FEATURES)) {
      peer = prometheus.version();
      OurEngine engine = engine(List.of());
      for (int i = 0; i < cases && differences.size() < SHOWN; i++) {
        String text = MutatedText.of(expressions.next(), random);
        RandomQuery query = new RandomQuery(text, time, time, 0);
        compare(query, engine, prometheus);
      }
    }
    reporter.publishEntry(cases + " texts, " + failing + " errors; known: " + known);
    assertThat(differences).isEmpty();
  }

  private void compare(Prometheus prometheus, Random random, int cases)
      throws IOException, InterruptedException {
    List<RandomSeries> data = RandomData.generate(random);
    prometheus.write(data);
    OurEngine engine = engine(data);
    RandomExpressions expressions = new RandomExpressions(random, parts(peer));
    for (int i = 0; i < cases && differences.size() < SHOWN; i++) {
      RandomQuery query = RandomQuery.next(random, expressions);
      compare(query, engine, prometheus);
    }
  }

  private static OurEngine engine(List<RandomSeries> data) {
    MemorySource source = new MemorySource();
    RandomSeries.load(data, source);
    return new OurEngine(
        new Engine(
            source,
            EngineOptions.DEFAULT.withLanguage(EnumSet.allOf(PromqlFeature.class)),
            System::nanoTime));
  }

  /** Compares the answers; if they differ, theirs of a second time, since some of them change. */
  private void compare(RandomQuery query, OurEngine engine, Prometheus prometheus)
      throws IOException, InterruptedException {
    Answer ours = engine.answer(query);
    Answer theirs = prometheus.answer(query);
    failing += theirs.error() == null ? 0 : 1;
    Optional<Disagreement> found = Disagreement.between(ours, theirs);
    if (found.isEmpty()) {
      return;
    }
    if (Disagreement.between(ours, prometheus.answer(query)).isEmpty()) {
      known.merge("another answer the second time", 1, Integer::sum);
      return;
    }
    Optional<KnownDifference> why = KnownDifference.explaining(peer, query, found.get());
    why.ifPresentOrElse(
        k -> known.merge(k.reason(), 1, Integer::sum),
        () -> differences.add(query + ": " + found.get()));
  }
}
