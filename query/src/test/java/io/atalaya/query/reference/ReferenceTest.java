package io.atalaya.query.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineFeature;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.MemorySource;
import io.atalaya.query.QueryOptions;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.fuzz.RandomData;
import io.atalaya.query.fuzz.RandomExpressions;
import io.atalaya.query.fuzz.RandomExpressions.Part;
import io.atalaya.query.fuzz.RandomQuery;
import io.atalaya.query.fuzz.RandomSeries;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Compares the engine with the naive reference on random data and expressions, as instant and as
 * range queries, with and without delayed name removal.
 *
 * <p>{@code -Datalaya.reference.cases=1000000} runs for longer, {@code -Datalaya.reference.seed=7}
 * from another beginning.
 */
class ReferenceTest {
  private static final String TENANT = "default";
  private static final int CASES_PER_DATA_SET = 100;
  private static final int SHOWN = 20;
  private static final long LOOKBACK = 300_000;

  private static final EngineOptions OPTIONS =
      EngineOptions.DEFAULT.withLanguage(EnumSet.allOf(PromqlFeature.class));

  private final PromqlParser parser = new PromqlParser(EnumSet.allOf(PromqlFeature.class));
  private final List<String> differences = new ArrayList<>();
  private int unclear;
  private int failing;
  private int empty;
  private int onlyAsRange;

  private record Case(RandomQuery query, boolean delayedNames) {}

  @Test
  void theEngineAnswersAsTheNaiveReferenceDoes(TestReporter reporter) {
    int cases = Integer.getInteger("atalaya.reference.cases", 4000);
    long seed = Long.getLong("atalaya.reference.seed", 1);
    for (int done = 0; done < cases && differences.size() < SHOWN; done += CASES_PER_DATA_SET) {
      compareOn(new Random(seed * 1_000_003 + done), seed * 1_000_003 + done);
    }
    reporter.publishEntry(
        cases
            + " cases: "
            + failing
            + " fail as they should, "
            + empty
            + " empty, "
            + unclear
            + " without one right answer");
    assertThat(differences).isEmpty();
    assertThat(unclear).as("unclear cases").isLessThan(cases / 10);
    assertThat(onlyAsRange).as("cases that fail as range queries only").isLessThan(cases / 100);
  }

  private void compareOn(Random random, long seed) {
    MemorySource source = new MemorySource();
    RandomSeries.load(RandomData.generate(random), source);
    List<Line> lines = Fixture.lines(source);
    RandomExpressions expressions = new RandomExpressions(random, Set.of(Part.FILL));
    for (int i = 0; i < CASES_PER_DATA_SET && differences.size() < SHOWN; i++) {
      Case c = new Case(RandomQuery.next(random, expressions), random.nextInt(4) == 0);
      String difference = compare(c, source, lines);
      if (difference != null) {
        differences.add(c + " on the data of seed " + seed + ": " + difference);
      }
    }
  }

  private @Nullable String compare(Case c, MemorySource source, List<Line> lines) {
    List<Line> expected;
    String error = null;
    try {
      expected = byReference(c, lines);
    } catch (UnclearException e) {
      unclear++;
      return null;
    } catch (QueryException e) {
      failing++;
      error = String.valueOf(e.getMessage());
      expected = List.of();
    }
    if (expected.isEmpty() && error == null) {
      empty++;
    }
    try {
      List<Line> actual = byEngine(c, source);
      return error == null
          ? new Agreement().difference(expected, actual)
          : "should fail with " + error + ", got " + actual;
    } catch (QueryException e) {
      if (error == null && mayFailOnlyAsRange(c, String.valueOf(e.getMessage()))) {
        onlyAsRange++;
        return null;
      }
      return error == null ? "fails with " + e.getMessage() : null;
    }
  }

  /**
   * Prometheus evaluates a subquery at all its steps from the first window to the last, also
   * between windows, and compares the labels of whole series; either may fail where no single step
   * does.
   */
  private static boolean mayFailOnlyAsRange(Case c, String message) {
    return c.query.isRange()
        && (c.query.expression().contains(":") || message.contains("same labelset"));
  }

  private List<Line> byReference(Case c, List<Line> lines) {
    Expr expr = parser.parse(c.query.expression());
    ReferenceEvaluator evaluator =
        new ReferenceEvaluator(
            lines,
            c.query.startMillis(),
            c.query.endMillis(),
            c.query.stepMillis(),
            LOOKBACK,
            c.delayedNames);
    return c.query.isRange() ? evaluator.range(expr) : Line.merge(List.of(evaluator.instant(expr)));
  }

  private static List<Line> byEngine(Case c, MemorySource source) {
    EngineOptions options =
        c.delayedNames ? OPTIONS.withFeatures(Set.of(EngineFeature.DELAYED_NAME_REMOVAL)) : OPTIONS;
    Engine engine = new Engine(source, options, System::nanoTime);
    QueryOptions query = QueryOptions.DEFAULT;
    QueryValue value =
        c.query.isRange()
            ? engine
                .range(
                    TENANT,
                    c.query.expression(),
                    c.query.startMillis(),
                    c.query.endMillis(),
                    c.query.stepMillis(),
                    query)
                .value()
            : engine.instant(TENANT, c.query.expression(), c.query.startMillis(), query).value();
    return Fixture.lines(value);
  }
}
