package io.atalaya.model;

/** A query that cannot be answered. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, which decides the {@code errorType} and the HTTP status of an answer. */
  public enum Kind {
    /** The text or a parameter is wrong: {@code bad_data}, 400. */
    BAD_DATA,
    /** The evaluation failed, or a limit was reached: {@code execution}, 422. */
    EXECUTION,
    /** It was cancelled by its caller: {@code canceled}, 503. */
    CANCELED,
    /** It took too long: {@code timeout}, 503. */
    TIMEOUT,
    /** Our own fault: {@code internal}, 500. */
    INTERNAL
  }

  private final Kind kind;

  public QueryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public QueryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
