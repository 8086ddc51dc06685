package io.atalaya.server.backtest;

/** The server with the measurements cannot be reached; to go on without it would be a lie. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
