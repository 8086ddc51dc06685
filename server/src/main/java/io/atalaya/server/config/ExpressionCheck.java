package io.atalaya.server.config;

import java.util.Optional;

/** Says whether a text is a PromQL expression. */
@FunctionalInterface
public interface ExpressionCheck {
  /** What is wrong, with its place inside the expression; nothing if it is well. */
  Optional<String> fault(String expression);
}
