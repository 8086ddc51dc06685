package io.atalaya.alert.template;

import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import java.time.InstantSource;
import java.util.List;

/**
 * What functions may ask of the world.
 *
 * @param clock what {@code now} and {@code since} go by
 * @param query what answers {@code query}
 * @param externalUrl where this server's pages are
 */
public record Environment(InstantSource clock, Query query, String externalUrl) {
  /** A PromQL expression's vector, at the time the template is about. */
  public interface Query {
    /**
     * Evaluates an expression.
     *
     * @throws QueryException if it cannot be evaluated
     */
    List<QueryValue.Sample> vector(String expression);
  }

  /** A clock, and nothing to query. */
  public static Environment at(InstantSource clock) {
    return new Environment(clock, Environment::noQuery, "");
  }

  private static List<QueryValue.Sample> noQuery(String expression) {
    throw new QueryException(QueryException.Kind.EXECUTION, "nothing can be queried here");
  }
}
