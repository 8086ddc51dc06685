package io.atalaya.server.api.prometheus;

import io.atalaya.model.Matcher;
import io.atalaya.model.QueryResult;
import io.atalaya.query.Explained;
import io.atalaya.query.ast.Expr;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the API asks of PromQL. */
public interface Queries {
  /**
   * What a single request may change.
   *
   * @param timeout shorter than the server's own, or null
   * @param lookback how far back a sample counts as current, or null for the server's setting
   * @param countSamples whether samples are to be counted as Prometheus does, which takes time
   * @param origin who asks
   * @param unwanted asked often; says that nobody waits for the answer any more
   */
  record Options(
      @Nullable Duration timeout,
      @Nullable Duration lookback,
      boolean countSamples,
      Origin origin,
      BooleanSupplier unwanted) {}

  /**
   * Who asks.
   *
   * @param client address
   */
  record Origin(String client, String method, String path) {}

  /**
   * An answer.
   *
   * @param queueNanos how long the question waited for its turn
   * @param showSteps whether samples by step may be shown
   */
  record Answered(QueryResult result, long queueNanos, boolean showSteps) {}

  /**
   * The value at one instant.
   *
   * @throws io.atalaya.model.QueryException if there is none
   */
  Answered instant(String expression, long timeMillis, Options options);

  /**
   * The values at {@code start}, {@code start + step}, … up to {@code end}.
   *
   * @throws io.atalaya.model.QueryException if there are none
   */
  Answered range(
      String expression, long startMillis, long endMillis, long stepMillis, Options options);

  /**
   * The value at one instant if the step is 0, else a range, with what each part of the query took.
   *
   * @throws io.atalaya.model.QueryException if there is none
   */
  Explained explain(
      String expression, long startMillis, long endMillis, long stepMillis, Options options);

  /**
   * The matchers of a series selector, as in {@code match[]}.
   *
   * @throws io.atalaya.model.QueryException if it is none
   */
  List<Matcher> selector(String text);

  /**
   * The tree of an expression.
   *
   * @throws io.atalaya.model.QueryException if it is no PromQL
   */
  Expr parse(String expression);
}
