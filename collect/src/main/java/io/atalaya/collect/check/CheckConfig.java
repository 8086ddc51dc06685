package io.atalaya.collect.check;

/** One check as configured; the family grows with each kind. */
public sealed interface CheckConfig permits HttpCheck, TcpCheck {
  CheckBasics basics();

  /** The kind's name in a configuration, and the value of the label {@code kind}. */
  String kind();

  /** Whom it asks, for people and as the label {@code target}; never holds a secret. */
  String target();

  default String name() {
    return basics().name();
  }
}
