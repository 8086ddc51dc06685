package io.atalaya.collect.scrape;

/** A series has more labels, or longer ones, than its job allows. */
final class LabelLimitException extends ExpositionException {
  private static final long serialVersionUID = 1;

  LabelLimitException(String message) {
    super(message);
  }
}
