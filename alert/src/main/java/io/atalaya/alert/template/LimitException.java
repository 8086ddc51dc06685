package io.atalaya.alert.template;

/** A limit that was reached; the executor adds where. */
final class LimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LimitException(String message) {
    super(message, null, false, false);
  }
}
