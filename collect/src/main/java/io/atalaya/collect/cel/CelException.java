package io.atalaya.collect.cel;

/** An expression that is none, or that cannot be evaluated for a document. */
public final class CelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CelException(String message) {
    super(message);
  }
}
