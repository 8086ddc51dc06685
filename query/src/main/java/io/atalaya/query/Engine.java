package io.atalaya.query;

import io.atalaya.model.Evaluator;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.StorageException;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.Selectors;
import io.atalaya.query.exec.Evaluation;
import io.atalaya.query.exec.Fragment;
import io.atalaya.query.exec.Profile;
import io.atalaya.query.exec.Runner;
import io.atalaya.query.exec.Settings;
import io.atalaya.query.exec.Shards;
import io.atalaya.query.exec.StepCounts;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import io.atalaya.query.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * PromQL over a source of series. Safe for many threads; every query runs on the thread that asks,
 * and ends early if that thread is interrupted.
 */
public final class Engine implements Evaluator {
  private final SeriesSource source;
  private final EngineOptions options;
  private volatile Duration subqueryStep;
  private final LongSupplier nanoTime;
  private final HelperThreads helpers;
  private final @Nullable Shards shards;
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
    this(source, options, nanoTime, helpers, null);
  }

  private Engine(
      SeriesSource source,
      EngineOptions options,
      LongSupplier nanoTime,
      HelperThreads helpers,
      @Nullable Shards shards) {
    this.source = source;
    this.helpers = helpers;
    this.shards = shards;
    this.options = options;
    this.subqueryStep = options.subqueryStep();
    this.nanoTime = nanoTime;
    parser = new PromqlParser(options.language());
  }

  /**
   * The same engine with series that live elsewhere too: aggregations of one metric are evaluated
   * there and merged here. All else is read from the source, which has to see all series.
   */
  public Engine withShards(Shards where) {
    return new Engine(source, options, nanoTime, helpers, where);
  }

  /**
   * What the series of this engine's source make of a fragment; {@link Shards} brings it to the
   * engine that has the query.
   *
   * @param fragment as {@link Shards#evaluate} was given it
   * @param shard which part of the series, 0 … {@code shardCount − 1}
   * @throws QueryException if it is no fragment, or cannot be evaluated
   */
  public byte[] fragment(
      String tenant, byte[] fragment, int shard, int shardCount, QueryOptions query) {
    Fragment parsed = Fragment.of(fragment);
    Settings settings =
        settings(
            tenant,
            Duration.ofMillis(parsed.lookbackMillis()),
            null,
            shard,
            shardCount,
            null,
            null);
    return guarded(settings, query, (evaluation, annotations, start) -> evaluation.partial(parsed));
  }

  /** Changes the distance of the steps of subqueries that name none, for what begins later. */
  public void subqueryStep(Duration step) {
    subqueryStep = step;
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
      public Optional<List<List<Matcher>>> selectors() {
        return Optional.of(Selectors.matchers(expr));
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
    Times times = new Times(startMillis, endMillis, stepMillis);
    return run(tenant, expression, times.planRange(parse(expression)), times, query, null);
  }

  /** As {@link #instant}, with what each part of the query took. */
  public Explained explainInstant(
      String tenant, String expression, long timeMillis, QueryOptions query) {
    Times times = Times.at(timeMillis);
    return explain(tenant, expression, times.plan(parse(expression)), times, query);
  }

  /** As {@link #range}, with what each part of the query took. */
  public Explained explainRange(
      String tenant,
      String expression,
      long startMillis,
      long endMillis,
      long stepMillis,
      QueryOptions query) {
    Times times = new Times(startMillis, endMillis, stepMillis);
    return explain(tenant, expression, times.planRange(parse(expression)), times, query);
  }

  private Explained explain(
      String tenant, String expression, Plan plan, Times times, QueryOptions query) {
    Profile profile = new Profile(nanoTime);
    QueryResult result = run(tenant, expression, plan, times, query, profile);
    return new Explained(result, Explained.node(plan, expression, profile));
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
    Times times = Times.at(timeMillis);
    return run(tenant, expression, times.plan(expr), times, query, null);
  }

  private QueryResult run(
      String tenant,
      String expression,
      Plan plan,
      Times times,
      QueryOptions query,
      @Nullable Profile profile) {
    Duration lookback = query.ownLookback().orElse(options.lookback());
    StepCounts counts = query.stepSamples() ? new StepCounts(times.steps()) : null;
    return guarded(
        settings(tenant, lookback, shards, 0, 1, profile, counts),
        query,
        (evaluation, annotations, start) -> {
          QueryValue value = times.run(new Runner(evaluation), plan);
          return new QueryResult(
              value,
              annotations.warnings(expression),
              annotations.infos(expression),
              new QueryResult.Statistics(
                  evaluation.samplesRead(),
                  evaluation.peakSamples(),
                  evaluation.seriesSelected(),
                  nanoTime.getAsLong() - start,
                  times.samples(counts)));
        });
  }

  /** Something to do with an evaluation that began at a time of the nano clock. */
  private interface Work<T> {
    T of(Evaluation evaluation, Annotations annotations, long start);
  }

  /** Does it within the query's time, and tells in Prometheus' way what goes wrong. */
  private <T> T guarded(Settings settings, QueryOptions query, Work<T> work) {
    long start = nanoTime.getAsLong();
    Duration timeout = query.ownTimeout().orElse(options.timeout());
    long deadline = start + Math.min(timeout.toNanos(), options.timeout().toNanos());
    Watch watch = new Watch(nanoTime, deadline, query.unwanted());
    Annotations annotations = new Annotations();
    try (Evaluation evaluation = new Evaluation(source, settings, annotations, watch)) {
      return work.of(evaluation, annotations, start);
    } catch (QueryException e) {
      throw e;
    } catch (StorageException e) {
      throw new QueryException(QueryException.Kind.INTERNAL, messageOf(e), e);
    } catch (RuntimeException e) {
      throw new QueryException(QueryException.Kind.INTERNAL, "unexpected error: " + e, e);
    }
  }

  private Settings settings(
      String tenant,
      Duration lookback,
      @Nullable Shards where,
      int shard,
      int shardCount,
      @Nullable Profile profile,
      @Nullable StepCounts counts) {
    return new Settings(
        tenant,
        lookback.toMillis(),
        subqueryStep.toMillis(),
        options.maxSamples(),
        options.maxBytes(),
        options.features().contains(EngineFeature.DELAYED_NAME_REMOVAL),
        options.features().contains(EngineFeature.TYPE_AND_UNIT_LABELS),
        options.features().contains(EngineFeature.USE_START_TIMESTAMPS),
        helpers.executor(),
        helpers.count(),
        where,
        shard,
        shardCount,
        profile,
        counts);
  }
}
