package io.atalaya.server.query;

import io.atalaya.model.QueryResult;
import io.atalaya.server.api.prometheus.Queries;
import io.atalaya.server.api.prometheus.StatisticsJson;
import io.atalaya.server.json.JsonOut;
import io.atalaya.server.metrics.MetricsText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every query that has run, one line of JSON each, in the file that {@code query_log_file} names. A
 * reload opens the file anew, so that it can be moved away before.
 */
public final class QueryLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueryLog.class);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private @Nullable OutputStream out;
  private long failures;

  public QueryLog(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What was asked.
   *
   * @param stepMillis distance of the steps, 0 for an instant query
   * @param origin who asked, or null if it was a rule
   */
  record Asked(
      String query,
      long startMillis,
      long endMillis,
      long stepMillis,
      Queries.@Nullable Origin origin) {}

  /**
   * Goes on with another file, or with none.
   *
   * @throws UncheckedIOException if it cannot be opened; then the one before stays
   */
  public synchronized void apply(@Nullable Path file) {
    OutputStream before = out;
    try {
      out =
          file == null
              ? null
              : Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (before != null) {
        before.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the query log " + file, e);
    }
  }

  synchronized void answered(Asked asked, QueryResult.Statistics statistics, long queueNanos) {
    write(asked, "", statistics, queueNanos);
  }

  synchronized void failed(Asked asked, String error) {
    write(asked, error, new QueryResult.Statistics(0, 0, 0, 0), 0);
  }

  private void write(
      Asked asked, String error, QueryResult.Statistics statistics, long queueNanos) {
    OutputStream current = out;
    if (current == null) {
      return;
    }
    try {
      current.write(line(asked, error, statistics, queueNanos));
    } catch (IOException e) {
      if (failures++ == 0) {
        log.error("the query log cannot be written: {}", e.getMessage());
      }
    }
  }

  private byte[] line(Asked asked, String error, QueryResult.Statistics statistics, long queueNanos)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut json = new JsonOut(bytes)) {
      json.object()
          .field("time", clock.instant().toString())
          .field("level", "INFO")
          .field("msg", "promql query logged")
          .name("params")
          .object()
          .field("end", TIME.format(Instant.ofEpochMilli(asked.endMillis())))
          .field("query", asked.query())
          .field("start", TIME.format(Instant.ofEpochMilli(asked.startMillis())))
          .field("step", asked.stepMillis() / 1000)
          .end();
      if (!error.isEmpty()) {
        json.field("error", error);
      }
      StatisticsJson.write(json.name("stats"), statistics, queueNanos, false);
      Queries.Origin origin = asked.origin();
      if (origin != null) {
        json.name("httpRequest")
            .object()
            .field("clientIP", origin.client())
            .field("method", origin.method())
            .field("path", origin.path())
            .end();
      }
      json.end();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /** Whether there is a file, and how often it could not be written. */
  public synchronized void write(MetricsText metrics) {
    metrics.gauge(
        "prometheus_engine_query_log_enabled", "Whether queries are logged.", out == null ? 0 : 1);
    metrics.counter(
        "prometheus_engine_query_log_failures_total",
        "Queries that could not be logged.",
        failures);
  }

  @Override
  public void close() {
    apply(null);
  }
}
