package io.atalaya.alert.rule;

/** A rule that could not be evaluated, in Prometheus' words. */
final class RuleFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RuleFailure(String message) {
    super(message);
  }
}
