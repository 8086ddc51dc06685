package io.atalaya.model;

/** Nothing can be stored at the moment; the caller answers 503 and tries again later. */
public final class SinkUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SinkUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
