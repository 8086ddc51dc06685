package io.atalaya.collect.push;

/** A request holds more than may be pushed at once; nothing of it was stored. */
public final class OversizeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OversizeException(String message) {
    super(message);
  }
}
