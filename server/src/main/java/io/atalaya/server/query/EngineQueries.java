package io.atalaya.server.query;

import io.atalaya.model.Evaluator;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.SampleSink;
import io.atalaya.model.trace.Span;
import io.atalaya.model.trace.Tracer;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineFeature;
import io.atalaya.query.Explained;
import io.atalaya.query.QueryOptions;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import io.atalaya.server.api.prometheus.Queries;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The questions of the API and of rules, asked of the engine, watched and logged. */
public final class EngineQueries implements Queries, Evaluator {
  private final Engine engine;
  private final PromqlParser parser;
  private final ActiveQueries active;
  private final QueryLog log;
  private final QueryTimes times;
  private final LongSupplier nanoTime;
  private final Tracer tracer;
  private final boolean showSteps;

  /**
   * @param nanoTime a clock that never goes back
   * @param tracer notes what is evaluated
   */
  public EngineQueries(
      Engine engine,
      ActiveQueries active,
      QueryLog log,
      QueryTimes times,
      LongSupplier nanoTime,
      Tracer tracer) {
    this.engine = engine;
    this.parser = new PromqlParser(engine.options().language());
    this.active = active;
    this.log = log;
    this.times = times;
    this.nanoTime = nanoTime;
    this.tracer = tracer;
    showSteps = engine.options().features().contains(EngineFeature.PER_STEP_STATS);
  }

  @Override
  public Answered instant(String expression, long timeMillis, Options options) {
    return answered(
        "promqlInstantQuery",
        new QueryLog.Asked(expression, timeMillis, timeMillis, 0, options.origin()),
        options,
        o -> engine.instant(SampleSink.DEFAULT_TENANT, expression, timeMillis, o));
  }

  @Override
  public Answered range(
      String expression, long startMillis, long endMillis, long stepMillis, Options options) {
    return answered(
        "promqlRangeQuery",
        new QueryLog.Asked(expression, startMillis, endMillis, stepMillis, options.origin()),
        options,
        o ->
            engine.range(
                SampleSink.DEFAULT_TENANT, expression, startMillis, endMillis, stepMillis, o));
  }

  @Override
  public Explained explain(
      String expression, long startMillis, long endMillis, long stepMillis, Options options) {
    try (ActiveQueries.Entry entry = active.enter(expression, patience(options))) {
      QueryOptions own = engineOptions(options, entry);
      return stepMillis == 0
          ? engine.explainInstant(SampleSink.DEFAULT_TENANT, expression, startMillis, own)
          : engine.explainRange(
              SampleSink.DEFAULT_TENANT, expression, startMillis, endMillis, stepMillis, own);
    }
  }

  private Answered answered(
      String what,
      QueryLog.Asked asked,
      Options options,
      Function<QueryOptions, QueryResult> work) {
    try (Span span = tracer.begin(what, Span.Kind.INTERNAL)) {
      span.say("query", asked.query());
      return failing(span, () -> answered(asked, options, work));
    }
  }

  private static <T> T failing(Span span, Supplier<T> work) {
    try {
      return work.get();
    } catch (QueryException e) {
      span.fail(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private Answered answered(
      QueryLog.Asked asked, Options options, Function<QueryOptions, QueryResult> work) {
    long start = nanoTime.getAsLong();
    try (ActiveQueries.Entry entry = active.enter(asked.query(), patience(options))) {
      long queueNanos = nanoTime.getAsLong() - start;
      QueryResult result = work.apply(engineOptions(options, entry));
      log.answered(asked, result.statistics(), queueNanos);
      times.answered(result.statistics(), queueNanos);
      return new Answered(result, queueNanos, showSteps);
    } catch (QueryException e) {
      log.failed(asked, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** A query may wait for a place as long as it may run. */
  private Duration patience(Options options) {
    Duration own = options.timeout();
    Duration most = engine.options().timeout();
    return own == null || own.compareTo(most) > 0 ? most : own;
  }

  private QueryOptions engineOptions(Options options, ActiveQueries.Entry entry) {
    return new QueryOptions(
        orZero(options.lookback()),
        orZero(options.timeout()),
        () -> entry.isCancelled() || options.unwanted().getAsBoolean(),
        options.countSamples());
  }

  private static Duration orZero(@Nullable Duration duration) {
    return duration == null ? Duration.ZERO : duration;
  }

  /** An expression of a rule; its evaluations are watched and logged, and wait for nobody. */
  @Override
  public Prepared prepare(String expression) {
    Prepared prepared = engine.prepare(expression);
    return new Prepared() {
      @Override
      public String expression() {
        return prepared.expression();
      }

      @Override
      public Optional<List<List<Matcher>>> selectors() {
        return prepared.selectors();
      }

      @Override
      public QueryResult at(String tenant, long timeMillis) {
        try (Span span = tracer.begin("rule", Span.Kind.INTERNAL)) {
          span.say("query", prepared.expression());
          return failing(span, () -> ruleAt(prepared, tenant, timeMillis));
        }
      }
    };
  }

  private QueryResult ruleAt(Prepared prepared, String tenant, long timeMillis) {
    QueryLog.Asked asked =
        new QueryLog.Asked(prepared.expression(), timeMillis, timeMillis, 0, null);
    try (ActiveQueries.Entry _ = active.enterRule(prepared.expression())) {
      QueryResult result = prepared.at(tenant, timeMillis);
      log.answered(asked, result.statistics(), 0);
      times.answered(result.statistics(), 0);
      return result;
    } catch (QueryException e) {
      log.failed(asked, String.valueOf(e.getMessage()));
      throw e;
    }
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
