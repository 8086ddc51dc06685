package io.atalaya.query.parse;

import io.atalaya.query.ast.PositionRange;
import java.util.List;

/**
 * A text that is not PromQL. {@link #getMessage()} is Prometheus' full text of the first error,
 * {@code 1:5: parse error: …}.
 */
public final class PromqlSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<SyntaxError> errors;

  PromqlSyntaxException(String query, List<SyntaxError> errors) {
    super(errors.getFirst().textIn(query));
    this.errors = List.copyOf(errors);
  }

  /** All errors in the order they were found; a syntax error ends the search. */
  public List<SyntaxError> errors() {
    return errors;
  }

  /** What is wrong, without the position. */
  public String reason() {
    return errors.getFirst().message();
  }

  /** Where the first error is. */
  public PositionRange position() {
    return errors.getFirst().position();
  }
}
