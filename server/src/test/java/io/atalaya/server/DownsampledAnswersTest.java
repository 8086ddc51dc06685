package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSource;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.QueryOptions;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import io.atalaya.store.downsample.Resolution;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same samples in a store that keeps all of them, and in one that keeps aggregates of the older
 * ones: queries whose times lie on the grid have the same answer from both, without an info, and
 * any other that aggregates change says so.
 */
class DownsampledAnswersTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration ALL = Duration.ofHours(60);
  private static final Duration SAMPLES = Duration.ofHours(24);
  private static final Duration FIVE_MINUTES = Duration.ofHours(40);
  private static final double TOLERANCE = 1e-9;

  private static final EngineOptions OPTIONS =
      EngineOptions.DEFAULT.withNamedFeatures(List.of("promql-experimental-functions"));

  private static final List<String> EXACT =
      List.of(
          "rate(%s[%s])",
          "increase(%s[%s])",
          "delta(%s[%s])",
          "min_over_time(%s[%s])",
          "max_over_time(%s[%s])",
          "sum_over_time(%s[%s])",
          "avg_over_time(%s[%s])",
          "count_over_time(%s[%s])",
          "last_over_time(%s[%s])",
          "first_over_time(%s[%s])",
          "present_over_time(%s[%s])",
          "ts_of_last_over_time(%s[%s])",
          "ts_of_first_over_time(%s[%s])",
          "sum by (job) (rate(%s[%s]))",
          "absent_over_time(%s[%s])");

  @TempDir private static Path directory;
  private static Tsdb samples;
  private static Tsdb aggregates;
  private static Instant now;

  @BeforeAll
  static void fillBoth() throws IOException {
    StoreOptions options =
        StoreOptions.defaults()
            .withFsyncInterval(Duration.ofHours(1))
            .withBlockRange(Duration.ofMinutes(30));
    VirtualScheduler clock = new VirtualScheduler(START);
    samples =
        Tsdb.open(directory.resolve("samples"), options.withRetention(Duration.ofDays(30)), clock);
    aggregates =
        Tsdb.open(
            directory.resolve("aggregates"),
            options
                .withRetention(SAMPLES)
                .withDownsampling(
                    Map.of(
                        Resolution.FIVE_MINUTES,
                        FIVE_MINUTES,
                        Resolution.ONE_HOUR,
                        Duration.ofDays(60))),
            clock);
    List<Sent> sent = List.of(new Sent(samples), new Sent(aggregates));
    long rows = ALL.dividedBy(INTERVAL);
    for (long row = 0; row < rows; row++) {
      clock.advance(INTERVAL);
      for (Sent to : sent) {
        to.row(row, clock.millis());
      }
    }
    clock.advance(Duration.ofHours(1));
    now = clock.instant();
  }

  @AfterAll
  static void close() throws IOException {
    samples.close();
    aggregates.close();
  }

  /** Sends series of different kinds to a store. */
  private static final class Sent {
    private static final String[] KINDS = {
      "steady", "resets", "gauge", "constant", "sparse", "gone", "late_start", "nan", "negative"
    };

    private final SampleGroup group;
    private final long[] refs = new long[KINDS.length];
    private final Random random = new Random(42);
    private double steady;
    private double resets;
    private double gauge;

    Sent(Tsdb to) {
      group = to.open(SampleSink.DEFAULT_TENANT, "source");
    }

    /** Again for each row: series without samples are forgotten. */
    private void register() {
      for (int i = 0; i < refs.length; i++) {
        refs[i] =
            group.register(
                Labels.of("__name__", "m_total", "Kind", KINDS[i], "job", "job-" + i % 2));
      }
    }

    void row(long row, long millis) {
      register();
      SampleBatch batch = new SampleBatch(millis - row * 7919 % 20);
      steady += random.nextInt(10);
      resets = random.nextInt(700) == 0 ? random.nextInt(3) : resets + random.nextDouble();
      gauge += random.nextGaussian();
      batch.add(refs[0], steady);
      batch.add(refs[1], resets);
      batch.add(refs[2], gauge);
      batch.add(refs[3], 42);
      if (row % 14 == 3) {
        batch.add(refs[4], row);
      }
      if (row % 1000 < 650) {
        batch.add(refs[5], row % 1000);
      } else if (row % 1000 == 650) {
        batch.add(refs[5], SampleValue.STALE);
      }
      if (row > 2000) {
        batch.add(refs[6], row - 2000);
      }
      batch.add(refs[7], row % 300 < 30 ? Double.NaN : random.nextInt(5));
      batch.add(refs[8], -gauge * 1e6);
      assertThat(group.append(batch).complete()).isTrue();
    }
  }

  private static QueryResult ask(
      SeriesSource store, String query, Instant from, Instant to, Duration step) {
    Engine engine = new Engine(store, OPTIONS, System::nanoTime);
    return engine.range(
        SampleSink.DEFAULT_TENANT,
        query,
        from.toEpochMilli(),
        to.toEpochMilli(),
        step.toMillis(),
        QueryOptions.DEFAULT);
  }

  private static Map<String, Double> points(QueryResult result) {
    Map<String, Double> points = new TreeMap<>();
    for (QueryValue.Series series : ((QueryValue.Matrix) result.value()).series()) {
      for (int i = 0; i < series.timesMillis().length; i++) {
        points.put(series.labels() + "@" + series.timesMillis()[i], series.values()[i]);
      }
    }
    return points;
  }

  private static void requireSame(String query, Instant from, Instant to, Duration step) {
    QueryResult expected = ask(samples, query, from, to, step);
    QueryResult found = ask(aggregates, query, from, to, step);
    Map<String, Double> wanted = points(expected);
    Map<String, Double> points = points(found);
    assertThat(firstOf(wanted.keySet(), points.keySet())).as("%s lacks", query).isEmpty();
    assertThat(firstOf(points.keySet(), wanted.keySet())).as("%s adds", query).isEmpty();
    wanted.forEach(
        (point, value) -> {
          double other = points.getOrDefault(point, Double.NaN);
          double allowed = TOLERANCE * Math.max(1, Math.abs(value));
          boolean same = Double.compare(value, other) == 0 || Math.abs(value - other) <= allowed;
          assertThat(same).as("%s: %s is %s, not %s", query, point, other, value).isTrue();
        });
    assertThat(found.infos()).as(query).isEqualTo(expected.infos());
  }

  private static List<String> firstOf(Set<String> points, Set<String> others) {
    return points.stream().filter(p -> !others.contains(p)).limit(5).toList();
  }

  private static Instant hours(long hours) {
    return START.plus(Duration.ofHours(hours));
  }

  @Test
  void blocksOfBothResolutionsAreMadeAndSamplesGo() {
    assertThat(aggregates.aggregateBlocks().get(Resolution.FIVE_MINUTES)).isNotEmpty();
    assertThat(aggregates.aggregateBlocks().get(Resolution.ONE_HOUR)).isNotEmpty();
    long oldest = aggregates.blocks().stream().mapToLong(b -> b.toMillis()).min().orElseThrow();
    assertThat(Instant.ofEpochMilli(oldest)).isAfter(now.minus(SAMPLES.plusHours(3)));
  }

  @Test
  void functionsOverHoursAreTheSameFromAggregates() {
    for (String function : EXACT) {
      for (String range : List.of("1h", "6h")) {
        String query = function.formatted("m_total", range);
        requireSame(query, hours(2), hours(60), Duration.ofHours(1));
        requireSame(query, hours(5), hours(55), Duration.ofHours(7));
      }
    }
  }

  @Test
  void functionsOverMinutesAreTheSameWhereThereAreFiveMinutes() {
    for (String function : EXACT) {
      for (String range : List.of("5m", "35m")) {
        String query = function.formatted("m_total", range);
        requireSame(query, hours(22), hours(50), Duration.ofMinutes(5));
        requireSame(query, hours(25), hours(60), Duration.ofMinutes(25));
      }
    }
  }

  @Test
  void theNewestSampleAtStepsOnTheGridIsTheSame() {
    for (String query : List.of("m_total", "timestamp(m_total)", "m_total offset 2h")) {
      requireSame(query, hours(3), hours(60), Duration.ofHours(1));
      requireSame(query, hours(24), hours(60), Duration.ofMinutes(5));
    }
  }

  @Test
  void whereSamplesAreKeptNoQueryIsChanged() {
    for (String query :
        List.of("m_total", "rate(m_total[4m])", "quantile_over_time(0.9, m_total[1h])")) {
      requireSame(query, hours(39).plusSeconds(17), hours(60), Duration.ofSeconds(1234));
    }
  }

  @Test
  void anAnswerThatAggregatesChangeSaysSo() {
    List<String> queries = new ArrayList<>();
    queries.add("rate(m_total[4m])");
    queries.add("m_total");
    queries.add("quantile_over_time(0.9, m_total[1h])");
    for (String query : queries) {
      QueryResult found =
          ask(aggregates, query, hours(10).plusSeconds(17), hours(30), Duration.ofMinutes(30));
      assertThat(found.infos())
          .as(query)
          .anyMatch(
              info ->
                  info.contains("aggregates of 5m only") || info.contains("aggregates of 1h only"));
    }
    QueryResult hourly =
        ask(aggregates, "max_over_time(m_total[5m])", hours(10), hours(15), Duration.ofMinutes(5));
    assertThat(hourly.infos()).anyMatch(info -> info.contains("aggregates of 1h only"));
  }
}
