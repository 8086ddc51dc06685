package io.atalaya.server;

import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.SampleSink;
import io.atalaya.query.Engine;
import io.atalaya.query.QueryOptions;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import io.atalaya.server.api.prometheus.Queries;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The API's questions, asked of the engine; so many at once and no more. */
final class EngineQueries implements Queries {
  private final Engine engine;
  private final PromqlParser parser;
  private final Semaphore places;

  EngineQueries(Engine engine, int maxConcurrent) {
    this.engine = engine;
    this.parser = new PromqlParser(engine.options().language());
    this.places = new Semaphore(maxConcurrent, true);
  }

  private interface Query {
    QueryResult run(QueryOptions options);
  }

  @Override
  public QueryResult instant(String expression, long timeMillis, Options options) {
    return inPlace(
        options, o -> engine.instant(SampleSink.DEFAULT_TENANT, expression, timeMillis, o));
  }

  @Override
  public QueryResult range(
      String expression, long startMillis, long endMillis, long stepMillis, Options options) {
    return inPlace(
        options,
        o ->
            engine.range(
                SampleSink.DEFAULT_TENANT, expression, startMillis, endMillis, stepMillis, o));
  }

  private QueryResult inPlace(Options options, Query query) {
    long patience = engine.options().timeout().toMillis();
    try {
      if (!places.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
        throw new QueryException(QueryException.Kind.TIMEOUT, "query timed out in query queue");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(
          QueryException.Kind.CANCELED, "query was canceled in query queue", e);
    }
    try {
      return query.run(new QueryOptions(orZero(options.lookback()), orZero(options.timeout())));
    } finally {
      places.release();
    }
  }

  private static Duration orZero(@Nullable Duration duration) {
    return duration == null ? Duration.ZERO : duration;
  }

  @Override
  public List<Matcher> selector(String text) {
    try {
      return parser.parseSelector(text);
    } catch (PromqlSyntaxException e) {
      throw badData(e);
    }
  }

  private static QueryException badData(PromqlSyntaxException e) {
    return new QueryException(QueryException.Kind.BAD_DATA, String.valueOf(e.getMessage()), e);
  }

  @Override
  public Expr parse(String expression) {
    try {
      return parser.parse(expression);
    } catch (PromqlSyntaxException e) {
      throw badData(e);
    }
  }
}
