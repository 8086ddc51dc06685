package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.SeriesSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However many threads help with a query, its answer is the same to the last bit. */
class ParallelQueriesTest {
  private static final String TENANT = "default";
  private static final SeriesSource SOURCE = ManySeries.source();
  private static ExecutorService threads;

  @BeforeAll
  static void start() {
    threads = Executors.newFixedThreadPool(4, Thread.ofPlatform().name("helper-", 0).factory());
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
  }

  static List<String> shapes() {
    return List.of(
        "rate(requests_total[5m])",
        "sum by (code) (rate(requests_total[5m]))",
        "sum(requests_total)",
        "avg by (code) (requests_total)",
        "stddev(errors_total)",
        "max by (instance) (max_over_time(requests_total[10m]))",
        "quantile(0.9, rate(errors_total[5m]))",
        "topk(7, errors_total)",
        "bottomk by (code) (2, rate(requests_total[5m]))",
        "limitk(5, requests_total)",
        "limit_ratio(0.1, requests_total)",
        "count_values(\"v\", round(errors_total, 1e9))",
        "clamp(errors_total, 5, 1e6) / 3",
        "scalar(sum(errors_total)) + errors_total",
        "rate(requests_total[5m]) / on (instance, code, native) increase(requests_total[10m])",
        "errors_total + on (instance) group_left () sum by (instance) (errors_total)",
        "errors_total and on (code) requests_total > 1000",
        "errors_total or requests_total",
        "sort_desc(requests_total)",
        "-errors_total",
        "max_over_time(rate(errors_total[5m])[10m:1m])",
        "sum_over_time(requests_total[10m])",
        "histogram_quantile(0.5, requests_total)",
        "label_replace(errors_total, \"h\", \"$1\", \"instance\", \"host-(.*)\")");
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theAnswerDoesNotDependOnTheNumberOfThreads(String expression) {
    String alone = Answers.text(range(HelperThreads.NONE, expression));
    assertThat(Answers.text(range(new HelperThreads(threads, 1), expression))).isEqualTo(alone);
    assertThat(Answers.text(range(new HelperThreads(threads, 4), expression))).isEqualTo(alone);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void norDoesThatOfAnInstantQuery(String expression) {
    String alone = Answers.text(instant(HelperThreads.NONE, expression));
    assertThat(Answers.text(instant(new HelperThreads(threads, 3), expression))).isEqualTo(alone);
  }

  private static QueryResult range(HelperThreads helpers, String expression) {
    long end = ManySeries.END_MILLIS;
    return engine(helpers)
        .range(TENANT, expression, end - 900_000, end, 30_000, QueryOptions.DEFAULT);
  }

  private static QueryResult instant(HelperThreads helpers, String expression) {
    return engine(helpers).instant(TENANT, expression, ManySeries.END_MILLIS, QueryOptions.DEFAULT);
  }

  private static Engine engine(HelperThreads helpers) {
    EngineOptions options =
        EngineOptions.DEFAULT.withLanguage(
            java.util.EnumSet.allOf(io.atalaya.query.parse.PromqlFeature.class));
    return new Engine(SOURCE, options, System::nanoTime, helpers);
  }

  @Test
  void theFirstFailureInTheOrderOfTheSeriesIsTold() {
    String twice = "errors_total + on (code) group_left () errors_total";
    String alone = failure(HelperThreads.NONE, twice);
    assertThat(alone).contains("many-to-many");
    assertThat(failure(new HelperThreads(threads, 4), twice)).isEqualTo(alone);
  }

  private static String failure(HelperThreads helpers, String expression) {
    try {
      range(helpers, expression);
      return "";
    } catch (QueryException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void helpersThatNeverComeAreNotWaitedFor() {
    AtomicInteger asked = new AtomicInteger();
    HelperThreads absent = new HelperThreads(task -> asked.incrementAndGet(), 3);
    String expression = "sum by (code) (rate(requests_total[5m]))";
    assertThat(Answers.text(range(absent, expression)))
        .isEqualTo(Answers.text(range(HelperThreads.NONE, expression)));
    assertThat(asked).hasValue(3);
  }

  @Test
  void aQueryOfFewSeriesStaysOnItsThread() {
    HelperThreads helpers =
        new HelperThreads(
            task -> {
              throw new AssertionError("asked for help");
            },
            3);
    range(helpers, "sum(requests_total{instance=\"host-1\"})");
  }

  @Test
  void anInterruptEndsAQueryThatIsHelped() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> range(new HelperThreads(threads, 2), "requests_total"))
          .hasMessage("query was canceled in expression evaluation");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
