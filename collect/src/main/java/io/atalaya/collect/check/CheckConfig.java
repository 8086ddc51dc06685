package io.atalaya.collect.check;

/**
 * One check as configured. Each kind is a record of its own: two configurations that are equal are
 * the same check, which goes on undisturbed when the files are loaded again.
 */
public interface CheckConfig {
  CheckBasics basics();

  /** The kind's name in a configuration, and the value of the label {@code kind}. */
  String kind();

  /** Whom it asks, for people and as the label {@code target}; never holds a secret. */
  String target();

  /** What makes the attempts of this check; one for as long as the check is configured. */
  Prober prober(ProbeContext context);

  /** Whether a failure may be our own network's; false for what lies on this machine. */
  default boolean needsNetwork() {
    return true;
  }

  default String name() {
    return basics().name();
  }
}
