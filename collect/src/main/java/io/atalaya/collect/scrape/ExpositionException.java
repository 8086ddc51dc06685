package io.atalaya.collect.scrape;

/** A body is not in the format it claims; says what is wrong, and in which line. */
public class ExpositionException extends Exception {
  private static final long serialVersionUID = 1L;

  ExpositionException(String message) {
    super(message);
  }
}
