package io.atalaya.server.ruletest;

/** A test that cannot be run at all. */
final class RuleTestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RuleTestException(String message) {
    super(message);
  }
}
