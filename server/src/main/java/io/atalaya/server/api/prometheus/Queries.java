package io.atalaya.server.api.prometheus;

import io.atalaya.model.Matcher;
import io.atalaya.model.QueryResult;
import io.atalaya.query.ast.Expr;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the API asks of PromQL. */
public interface Queries {
  /**
   * What a single request may change.
   *
   * @param timeout shorter than the server's own, or null
   * @param lookback how far back a sample counts as current, or null for the server's setting
   */
  record Options(@Nullable Duration timeout, @Nullable Duration lookback) {}

  /**
   * The value at one instant.
   *
   * @throws io.atalaya.model.QueryException if there is none
   */
  QueryResult instant(String expression, long timeMillis, Options options);

  /**
   * The values at {@code start}, {@code start + step}, … up to {@code end}.
   *
   * @throws io.atalaya.model.QueryException if there are none
   */
  QueryResult range(
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
