package io.atalaya.query.reference;

/** The language leaves open what the answer is, for example which of two equal values is on top. */
final class UnclearException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnclearException(String why) {
    super(why);
  }
}
