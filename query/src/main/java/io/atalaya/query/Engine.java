package io.atalaya.query;

import io.atalaya.model.Evaluator;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.StorageException;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.exec.Evaluation;
import io.atalaya.query.exec.Runner;
import io.atalaya.query.exec.Settings;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Planner;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * PromQL over a source of series. Safe for many threads; every query runs on the thread that asks,
 * and ends early if that thread is interrupted.
 */
public final class Engine implements Evaluator {
  private final SeriesSource source;
  private final EngineOptions options;
  private final LongSupplier nanoTime;
  private final HelperThreads helpers;
  private final PromqlParser parser;

  /**
   * An engine.
   *
   * @param nanoTime a clock that never goes back, in nanoseconds, by which timeouts are kept
   */
  public Engine(SeriesSource source, EngineOptions options, LongSupplier nanoTime) {
    this(source, options, nanoTime, HelperThreads.NONE);
  }

  /** As above, with threads that help with queries over many series. */
  public Engine(
      SeriesSource source, EngineOptions options, LongSupplier nanoTime, HelperThreads helpers) {
    this.source = source;
    this.helpers = helpers;
    this.options = options;
    this.nanoTime = nanoTime;
    parser = new PromqlParser(options.language());
  }

  public EngineOptions options() {
    return options;
  }

  @Override
  public Prepared prepare(String expression) {
    Expr expr = parse(expression);
    return new Prepared() {
      @Override
      public String expression() {
        return expression;
      }

      @Override
      public QueryResult at(String tenant, long timeMillis) {
        return Engine.this.at(tenant, expression, expr, timeMillis, QueryOptions.DEFAULT);
      }
    };
  }

  /**
   * The answer at one time.
   *
   * @throws QueryException with Prometheus' words if there is none
   */
  public QueryResult instant(
      String tenant, String expression, long timeMillis, QueryOptions query) {
    return at(tenant, expression, parse(expression), timeMillis, query);
  }

  /**
   * The answers from one time to another.
   *
   * @param endMillis last time, included if it is a step
   * @param stepMillis distance of the answers, &gt; 0
   * @throws QueryException with Prometheus' words if there is none
   */
  public QueryResult range(
      String tenant,
      String expression,
      long startMillis,
      long endMillis,
      long stepMillis,
      QueryOptions query) {
    if (stepMillis <= 0) {
      throw new QueryException(QueryException.Kind.BAD_DATA, "step must be greater than 0");
    }
    Expr expr = parse(expression);
    if (expr.type() != ValueType.VECTOR && expr.type() != ValueType.SCALAR) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA,
          "invalid expression type \""
              + expr.type().documented()
              + "\" for range query, must be Scalar or instant Vector");
    }
    Plan plan = new Planner(startMillis, endMillis, stepMillis).plan(expr);
    return run(
        tenant,
        expression,
        query,
        runner -> runner.range(plan, startMillis, endMillis, stepMillis));
  }

  private Expr parse(String expression) {
    try {
      return parser.parse(expression);
    } catch (PromqlSyntaxException e) {
      throw new QueryException(QueryException.Kind.BAD_DATA, messageOf(e), e);
    }
  }

  private static String messageOf(RuntimeException e) {
    return Objects.requireNonNullElse(e.getMessage(), e.toString());
  }

  private QueryResult at(
      String tenant, String expression, Expr expr, long timeMillis, QueryOptions query) {
    Plan plan = new Planner(timeMillis, timeMillis, 0).plan(expr);
    return run(tenant, expression, query, runner -> runner.instant(plan, timeMillis));
  }

  private QueryResult run(
      String tenant, String expression, QueryOptions query, Function<Runner, QueryValue> body) {
    long start = nanoTime.getAsLong();
    Duration timeout = query.ownTimeout().orElse(options.timeout());
    long deadline = start + Math.min(timeout.toNanos(), options.timeout().toNanos());
    Watch watch = new Watch(nanoTime, deadline, query.unwanted());
    Annotations annotations = new Annotations();
    try (Evaluation evaluation =
        new Evaluation(source, settings(tenant, query), annotations, watch)) {
      QueryValue value = body.apply(new Runner(evaluation));
      return new QueryResult(
          value,
          annotations.warnings(expression),
          annotations.infos(expression),
          new QueryResult.Statistics(
              evaluation.samplesRead(),
              evaluation.peakSamples(),
              evaluation.seriesSelected(),
              nanoTime.getAsLong() - start));
    } catch (QueryException e) {
      throw e;
    } catch (StorageException e) {
      throw new QueryException(QueryException.Kind.INTERNAL, messageOf(e), e);
    } catch (RuntimeException e) {
      throw new QueryException(QueryException.Kind.INTERNAL, "unexpected error: " + e, e);
    }
  }

  private Settings settings(String tenant, QueryOptions query) {
    return new Settings(
        tenant,
        query.ownLookback().orElse(options.lookback()).toMillis(),
        options.subqueryStep().toMillis(),
        options.maxSamples(),
        options.features().contains(EngineFeature.DELAYED_NAME_REMOVAL),
        options.features().contains(EngineFeature.TYPE_AND_UNIT_LABELS),
        options.features().contains(EngineFeature.USE_START_TIMESTAMPS),
        helpers.executor(),
        helpers.count());
  }
}
