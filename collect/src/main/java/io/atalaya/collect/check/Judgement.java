package io.atalaya.collect.check;

import java.time.Duration;

/**
 * How single results become a state.
 *
 * @param retryAttempts how often a failed attempt is repeated before the evaluation counts as
 *     failed; 0 by default
 * @param retryDelay time before each repetition; 5 s by default
 * @param failureThreshold failed evaluations in a row that make the state {@code down}; 1 by
 *     default
 * @param successThreshold good evaluations in a row that end {@code down}; 1 by default
 */
public record Judgement(
    int retryAttempts, Duration retryDelay, int failureThreshold, int successThreshold) {
  private static final Judgement DEFAULTS = new Judgement(0, Duration.ofSeconds(5), 1, 1);

  public Judgement {
    if (retryAttempts < 0 || retryDelay.isNegative()) {
      throw new IllegalArgumentException("retry_attempts and retry_delay must not be negative");
    }
    if (failureThreshold < 1 || successThreshold < 1) {
      throw new IllegalArgumentException(
          "failure_threshold and success_threshold must be at least 1");
    }
  }

  public static Judgement defaults() {
    return DEFAULTS;
  }
}
