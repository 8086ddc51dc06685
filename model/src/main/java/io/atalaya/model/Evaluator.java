package io.atalaya.model;

/** Port from query to rules: PromQL expressions, prepared once and evaluated at instants. */
public interface Evaluator {
  /**
   * Parses and plans an expression.
   *
   * @throws QueryException of kind {@code BAD_DATA} if it is no PromQL
   */
  Prepared prepare(String expression);

  /** An expression that is ready to run; safe for many threads. */
  interface Prepared {
    String expression();

    /**
     * Its value at one instant.
     *
     * @param tenant whose series
     * @param timeMillis the instant
     * @throws QueryException if it cannot be evaluated
     */
    QueryResult at(String tenant, long timeMillis);
  }
}
