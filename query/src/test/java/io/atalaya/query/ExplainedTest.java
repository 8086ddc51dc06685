package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryResult;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a query took, as a whole, by step and by part. */
class ExplainedTest {
  private static final String TENANT = "default";
  private static final int SAMPLES = 21;

  private final MemorySource source = new MemorySource();
  private final AtomicLong clock = new AtomicLong();
  private final Engine engine =
      new Engine(source, EngineOptions.DEFAULT, () -> clock.addAndGet(1000));

  @BeforeEach
  void load() {
    for (int i = 0; i < SAMPLES; i++) {
      source.add(Labels.of("__name__", "x", "a", "1"), i * 10_000L, i, 0);
      source.add(Labels.of("__name__", "x", "a", "2"), i * 10_000L, i, 0);
    }
  }

  @Test
  void everyPartTellsWhatItGave() {
    Explained explained =
        engine.explainInstant(
            TENANT, "sum by (a) (rate(x[1m])) > 0", 200_000, QueryOptions.DEFAULT);
    Explained.Node comparison = explained.tree();
    Explained.Node sum = comparison.children().getFirst();
    Explained.Node rate = sum.children().getFirst();
    Explained.Node selector = rate.children().getFirst();
    assertThat(comparison.kind()).isEqualTo(Explained.Kind.OPERATION);
    assertThat(sum.text()).isEqualTo("sum by (a) (rate(x[1m]))");
    assertThat(rate.figures().series()).isEqualTo(2);
    assertThat(rate.figures().samples()).isEqualTo(2);
    assertThat(selector.kind()).isEqualTo(Explained.Kind.SELECT_RANGE);
    assertThat(selector.text()).isEqualTo("x[1m]");
    assertThat(selector.figures().samples()).isEqualTo(12);
    assertThat(sum.figures().nanos()).isGreaterThan(rate.figures().nanos());
    assertThat(rate.figures().nanos()).isGreaterThan(selector.figures().nanos());
  }

  @Test
  void bothSidesOfAJoinTellTheirSamples() {
    Explained explained =
        engine.explainRange(TENANT, "sum(x) / count(x)", 0, 200_000, 10_000, QueryOptions.DEFAULT);
    for (Explained.Node side : explained.tree().children()) {
      assertThat(side.figures().samples()).as(side.text()).isEqualTo(SAMPLES);
    }
  }

  @Test
  void aRepeatedPartIsEvaluatedOnce() {
    Explained explained =
        engine.explainRange(
            TENANT, "sum(x) / (sum(x) + count(x))", 0, 200_000, 10_000, QueryOptions.DEFAULT);
    Explained.Node first = explained.tree().children().getFirst();
    Explained.Node second = explained.tree().children().getLast().children().getFirst();
    assertThat(first.figures().evaluations() + second.figures().evaluations()).isOne();
    assertThat(first.figures().reused() + second.figures().reused()).isOne();
    assertThat(Answers.text(explained.result()))
        .isEqualTo(
            Answers.text(
                engine.range(
                    TENANT, "sum(x) / (sum(x) + 2)", 0, 200_000, 10_000, QueryOptions.DEFAULT)));
  }

  @Test
  void oneSelectionServesAllWhoWantIt() {
    AtomicInteger selections = new AtomicInteger();
    MemorySource counting =
        new MemorySource() {
          @Override
          public SeriesSet select(SeriesSelection selection) {
            selections.incrementAndGet();
            return source.select(selection);
          }
        };
    new Engine(counting, EngineOptions.DEFAULT, clock::get)
        .instant(TENANT, "x - x / x", 200_000, QueryOptions.DEFAULT);
    assertThat(selections).hasValue(1);
  }

  private QueryResult.StepSamples steps(String expression) {
    QueryOptions byStep = new QueryOptions(Duration.ZERO, Duration.ZERO, () -> false, true);
    return engine.range(TENANT, expression, 100_000, 120_000, 10_000, byStep).statistics().steps();
  }

  @Test
  void samplesAreCountedByStepAsPrometheusDoes() {
    assertThat(steps("x").queryable()).containsExactly(2, 2, 2);
    assertThat(steps("x").read()).containsExactly(2, 2, 2);
    assertThat(steps("rate(x[1m])").queryable()).containsExactly(12, 12, 12);
    assertThat(steps("rate(x[1m])").read()).containsExactly(12, 2, 2);
    assertThat(steps("x @ 100").queryable()).containsExactly(2, 2, 2);
    assertThat(steps("x @ 100").read()).containsExactly(2, 0, 0);
    assertThat(steps("max_over_time(x[30s:10s])").queryable()).containsExactly(6, 6, 6);
    assertThat(steps("max_over_time(x[30s:10s])").read()).containsExactly(6, 2, 2);
    assertThat(steps("x + x").queryable()).containsExactly(4, 4, 4);
  }

  @Test
  void nothingIsCountedByStepUnlessAsked() {
    QueryResult result = engine.instant(TENANT, "x", 200_000, QueryOptions.DEFAULT);
    assertThat(result.statistics().steps()).isEqualTo(QueryResult.StepSamples.NONE);
  }

  @Test
  void longWindowsAreLeftWhenNobodyWaits() {
    for (int i = 0; i < 20_000; i++) {
      source.add(Labels.of("__name__", "long"), i * 1000L, i, 0);
    }
    AtomicInteger asked = new AtomicInteger();
    QueryOptions counting =
        new QueryOptions(Duration.ZERO, Duration.ZERO, () -> asked.incrementAndGet() < 0, false);
    engine.range(TENANT, "sum_over_time(long[5h])", 18_000_000, 20_000_000, 10_000, counting);
    long points = 200L * 18_000;
    assertThat((long) asked.get()).isGreaterThan(points / 50_000);
  }
}
