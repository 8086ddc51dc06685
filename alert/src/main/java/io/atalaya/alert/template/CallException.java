package io.atalaya.alert.template;

/** A function that cannot do what it was asked; the executor adds where. */
final class CallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CallException(String message) {
    super(message, null, false, false);
  }
}
