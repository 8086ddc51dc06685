package io.atalaya.collect.check;

import java.time.Duration;

/**
 * How single results become a state.
 *
 * @param retryAttempts how often a failed attempt is repeated before the evaluation counts as
 *     failed; 0 by default
 * @param retryDelay time before each repetition; 5 s by default
 * @param failureThreshold failed evaluations that make the state {@code down}; 1 by default
 * @param failureWindow among how many evaluations these are counted; as many as the threshold by
 *     default, so that they must come in a row
 * @param successThreshold good evaluations in a row that end {@code down}; 1 by default
 * @param flapping when too many changes become one state of their own
 */
public record Judgement(
    int retryAttempts,
    Duration retryDelay,
    int failureThreshold,
    int failureWindow,
    int successThreshold,
    Flapping flapping) {
  /** The longest window of failures. */
  public static final int MAX_WINDOW = 1000;

  private static final Judgement DEFAULTS = new Judgement(0, Duration.ofSeconds(5), 1, 1);

  public Judgement {
    if (retryAttempts < 0 || retryDelay.isNegative()) {
      throw new IllegalArgumentException("retry_attempts and retry_delay must not be negative");
    }
    if (failureThreshold < 1 || successThreshold < 1) {
      throw new IllegalArgumentException(
          "failure_threshold and success_threshold must be at least 1");
    }
    if (failureWindow < failureThreshold || failureWindow > MAX_WINDOW) {
      throw new IllegalArgumentException(
          "failure_window must be at least failure_threshold, and %d at most"
              .formatted(MAX_WINDOW));
    }
  }

  /** Failures in a row, and flapping as by default. */
  public Judgement(
      int retryAttempts, Duration retryDelay, int failureThreshold, int successThreshold) {
    this(
        retryAttempts,
        retryDelay,
        failureThreshold,
        failureThreshold,
        successThreshold,
        Flapping.DEFAULT);
  }

  public static Judgement defaults() {
    return DEFAULTS;
  }

  public Judgement withWindow(int window) {
    return new Judgement(
        retryAttempts, retryDelay, failureThreshold, window, successThreshold, flapping);
  }

  public Judgement withFlapping(Flapping value) {
    return new Judgement(
        retryAttempts, retryDelay, failureThreshold, failureWindow, successThreshold, value);
  }

  /** For a question that is asked once: what the one evaluation says is the state. */
  Judgement atOnce() {
    return new Judgement(retryAttempts, retryDelay, 1, 1);
  }
}
