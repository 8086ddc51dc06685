package io.atalaya.model;

/** A tenant has as many active series as it may have; the new series was not created. */
public final class SeriesLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SeriesLimitException(String message) {
    super(message);
  }
}
