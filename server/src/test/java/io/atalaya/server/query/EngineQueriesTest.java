package io.atalaya.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.QueryException;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.trace.Tracer;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineFeature;
import io.atalaya.query.EngineOptions;
import io.atalaya.server.api.prometheus.Queries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineQueriesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
  private static final Queries.Options OPTIONS =
      new Queries.Options(
          null, null, true, new Queries.Origin("192.0.2.1", "GET", "/api/v1/query"), () -> false);

  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private final QueryLog log = new QueryLog(CLOCK);

  @AfterEach
  void close() {
    log.close();
  }

  private EngineQueries queries(SeriesSource source, Set<EngineFeature> features)
      throws IOException {
    EngineOptions options = EngineOptions.DEFAULT.withFeatures(features);
    ActiveQueries active = ActiveQueries.open(directory.resolve("queries.active"), 2, CLOCK);
    return new EngineQueries(
        new Engine(source, options, () -> nanos.addAndGet(1_000_000)),
        active,
        log,
        new QueryTimes(CLOCK),
        nanos::get,
        Tracer.OFF);
  }

  @Test
  void whatWasAskedAndWhatItTookIsLogged() throws IOException {
    Path file = directory.resolve("query.log");
    log.apply(file);
    EngineQueries queries = queries(new Nothing(), Set.of());
    queries.range("1 + 1", 0, 60_000, 30_000, OPTIONS);
    assertThat(Files.readString(file))
        .startsWith(
            "{\"time\":\"2023-11-14T22:13:20Z\",\"level\":\"INFO\",\"msg\":\"promql query logged\","
                + "\"params\":{\"end\":\"1970-01-01T00:01:00.000Z\",\"query\":\"1 + 1\","
                + "\"start\":\"1970-01-01T00:00:00.000Z\",\"step\":30},"
                + "\"stats\":{\"timings\":{\"evalTotalTime\":")
        .endsWith(
            "\"httpRequest\":{\"clientIP\":\"192.0.2.1\",\"method\":\"GET\","
                + "\"path\":\"/api/v1/query\"}}\n");
  }

  @Test
  void failuresAndRulesAreLoggedToo() throws IOException {
    Path file = directory.resolve("query.log");
    log.apply(file);
    EngineQueries queries = queries(new Nothing(), Set.of());
    assertThatThrownBy(() -> queries.instant("sum(", 0, OPTIONS))
        .isInstanceOf(QueryException.class);
    queries.prepare("vector(1)").at("default", 0);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).contains("\"error\":\"1:5: parse error");
    assertThat(lines.getLast()).contains("\"query\":\"vector(1)\"").doesNotContain("httpRequest");
  }

  @Test
  void aReloadOpensTheLogAnew() throws IOException {
    Path file = directory.resolve("query.log");
    log.apply(file);
    EngineQueries queries = queries(new Nothing(), Set.of());
    queries.instant("1", 0, OPTIONS);
    Files.move(file, directory.resolve("query.log.1"));
    log.apply(file);
    queries.instant("2", 0, OPTIONS);
    log.apply(null);
    queries.instant("3", 0, OPTIONS);
    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(Files.readAllLines(directory.resolve("query.log.1"))).hasSize(1);
  }

  @Test
  void samplesByStepAreShownOnlyWithTheFeature() throws IOException {
    assertThat(queries(new Nothing(), Set.of()).instant("1", 0, OPTIONS).showSteps()).isFalse();
    EngineQueries with = queries(new Nothing(), EnumSet.of(EngineFeature.PER_STEP_STATS));
    assertThat(with.instant("1", 0, OPTIONS).showSteps()).isTrue();
  }

  @Test
  void aQueryWhoseClientHasGoneEnds() throws IOException {
    Queries.Options gone = new Queries.Options(null, null, false, OPTIONS.origin(), () -> true);
    assertThatThrownBy(() -> queries(new Nothing(), Set.of()).instant("up", 0, gone))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.CANCELED));
  }

  /** A source without series. */
  private static final class Nothing implements SeriesSource {
    @Override
    public SeriesSet select(SeriesSelection selection) {
      return SeriesSet.empty();
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
}
