package io.atalaya.model;

import java.util.List;
import java.util.Optional;

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

    /** The matchers of each of its selectors; empty if they are not known. */
    default Optional<List<List<Matcher>>> selectors() {
      return Optional.empty();
    }

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
