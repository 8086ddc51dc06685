package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final String TENANT = "default";

  private final MemorySource source = new MemorySource();
  private final AtomicLong clock = new AtomicLong();
  private final Engine engine = new Engine(source, EngineOptions.DEFAULT, clock::get);

  @BeforeEach
  void load() {
    for (int minute = 0; minute <= 10; minute++) {
      long t = minute * 60_000L;
      source.add(Labels.of("__name__", "http_requests_total", "job", "a"), t, minute * 60.0, 0);
      source.add(Labels.of("__name__", "http_requests_total", "job", "b"), t, minute * 120.0, 0);
    }
  }

  private QueryValue instant(String expression) {
    return engine.instant(TENANT, expression, 600_000, QueryOptions.DEFAULT).value();
  }

  @Test
  void aRateIsPerSecondAndLosesTheName() {
    QueryValue.Vector vector = (QueryValue.Vector) instant("rate(http_requests_total[5m])");
    assertThat(vector.samples())
        .extracting(QueryValue.Sample::labels, QueryValue.Sample::value)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(Labels.of("job", "a"), 1.0),
            org.assertj.core.api.Assertions.tuple(Labels.of("job", "b"), 2.0));
  }

  @Test
  void aSumOverRatesIsTheSameAtEveryStep() {
    QueryResult result =
        engine.range(
            TENANT,
            "sum(rate(http_requests_total[5m]))",
            300_000,
            600_000,
            60_000,
            QueryOptions.DEFAULT);
    QueryValue.Matrix matrix = (QueryValue.Matrix) result.value();
    assertThat(matrix.series()).hasSize(1);
    assertThat(matrix.series().getFirst().values()).containsOnly(3.0);
    assertThat(matrix.series().getFirst().timesMillis()).hasSize(6);
  }

  @Test
  void theLookbackOfAQueryMayDiffer() {
    QueryOptions shorter = new QueryOptions(Duration.ofSeconds(30), Duration.ZERO);
    QueryResult result = engine.instant(TENANT, "http_requests_total", 645_000, shorter);
    assertThat(((QueryValue.Vector) result.value()).samples()).isEmpty();
  }

  @Test
  void aPreparedExpressionGivesTheSameAsAnInstantQuery() {
    String expression = "http_requests_total / on (job) http_requests_total * 2 > bool 1";
    assertThat(engine.prepare(expression).at(TENANT, 600_000).value())
        .isEqualTo(instant(expression));
  }

  @Test
  void whatIsNoPromqlIsBadData() {
    assertThatThrownBy(() -> instant("sum("))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.BAD_DATA));
  }

  @Test
  void aQueryThatTakesTooLongIsEnded() {
    Engine slow = new Engine(source, EngineOptions.DEFAULT, () -> clock.addAndGet(60_000_000_000L));
    assertThatThrownBy(
            () -> slow.instant(TENANT, "http_requests_total", 600_000, QueryOptions.DEFAULT))
        .hasMessage("query timed out in expression evaluation");
  }

  @Test
  void aQueryThatHoldsTooMuchIsEnded() {
    Engine small = new Engine(source, EngineOptions.DEFAULT.withMaxSamples(1), clock::get);
    assertThatThrownBy(
            () -> small.instant(TENANT, "http_requests_total", 600_000, QueryOptions.DEFAULT))
        .hasMessage("query processing would load too many samples into memory in query execution");
  }

  @Test
  void aQueryThatHoldsTooManyBytesIsEnded() {
    Engine small = new Engine(source, EngineOptions.DEFAULT.withMaxBytes(90), clock::get);
    assertThatThrownBy(
            () ->
                small.instant(TENANT, "count(http_requests_total)", 600_000, QueryOptions.DEFAULT))
        .hasMessage("query processing would load too many bytes into memory in query execution");
    assertThat(small.instant(TENANT, "1 + 1", 600_000, QueryOptions.DEFAULT).value()).isNotNull();
  }

  @Test
  void whatAnAggregationHoldsDependsOnGroupsAndStepsNotOnSeries() {
    MemorySource many = new MemorySource();
    for (int i = 0; i < 500; i++) {
      for (int k = 0; k < 20; k++) {
        Labels labels =
            Labels.of("__name__", "m", "i", String.valueOf(i), "g", String.valueOf(i % 3));
        many.add(labels, k * 60_000L, i * k, 0);
      }
    }
    Engine large = new Engine(many, EngineOptions.DEFAULT, clock::get);
    for (String aggregation : List.of("sum by (g) (m)", "count by (g) (m)", "max by (g) (m)")) {
      assertThat(peak(large, aggregation)).as(aggregation).isLessThanOrEqualTo(2 * 3 * 20);
    }
    assertThat(peak(large, "topk by (g) (2, m)")).isLessThan(500 * 20 / 4);
  }

  private static long peak(Engine engine, String expression) {
    return engine
        .range(TENANT, expression, 0, 19 * 60_000, 60_000, QueryOptions.DEFAULT)
        .statistics()
        .peakSamples();
  }

  @Test
  void aSubqueryWithTooManyStepsIsRefusedBeforeMemoryIsTaken() {
    assertThatThrownBy(() -> instant("max_over_time(http_requests_total[100y:1ms])"))
        .hasMessage("query processing would load too many samples into memory in query execution");
  }

  @Test
  void aRangeQueryWithoutAStepIsBadData() {
    assertThatThrownBy(() -> engine.range(TENANT, "up", 0, 60_000, 0, QueryOptions.DEFAULT))
        .hasMessage("step must be greater than 0");
  }

  @Test
  void anInterruptedQueryIsCancelled() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> instant("http_requests_total"))
          .hasMessage("query was canceled in expression evaluation");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
