package io.atalaya.server.query;

import io.atalaya.model.SeriesSource;
import io.atalaya.model.trace.Tracer;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Everything between who asks and what is stored: the engine, its threads, and who watches it. */
public final class QueryStage implements AutoCloseable {
  private final QueryThreads threads;
  private final ActiveQueries active;
  private final QueryLog log;
  private final QueryTimes times;
  private final EngineQueries queries;

  private QueryStage(
      QueryThreads threads,
      ActiveQueries active,
      QueryLog log,
      QueryTimes times,
      EngineQueries queries) {
    this.threads = threads;
    this.active = active;
    this.log = log;
    this.times = times;
    this.queries = queries;
  }

  /**
   * Starts it.
   *
   * @param maxConcurrent how many queries of the API may run at once
   * @param dataDirectory where the running queries are kept
   * @param nanoTime a clock that never goes back
   * @param tracer notes what is evaluated
   * @throws IOException if the file of the running queries cannot be opened
   */
  public static QueryStage open(
      SeriesSource source,
      EngineOptions options,
      int maxConcurrent,
      Path dataDirectory,
      InstantSource clock,
      LongSupplier nanoTime,
      Tracer tracer)
      throws IOException {
    ActiveQueries active =
        ActiveQueries.open(dataDirectory.resolve("queries.active"), maxConcurrent, clock);
    QueryThreads threads = new QueryThreads(Runtime.getRuntime().availableProcessors());
    Engine engine = new Engine(source, options, nanoTime, threads.helpers());
    QueryLog log = new QueryLog(clock);
    QueryTimes times = new QueryTimes(clock);
    EngineQueries queries = new EngineQueries(engine, active, log, times, nanoTime, tracer);
    return new QueryStage(threads, active, log, times, queries);
  }

  /** Answers the API and the rules. */
  public EngineQueries queries() {
    return queries;
  }

  public ActiveQueries active() {
    return active;
  }

  public QueryLog log() {
    return log;
  }

  /** How long queries take. */
  public QueryTimes times() {
    return times;
  }

  @Override
  public void close() {
    threads.close();
    active.close();
    log.close();
  }
}
