package io.atalaya.query;

import java.time.Duration;
import java.util.Optional;

/**
 * What one query asks to be different.
 *
 * @param lookback how long a sample counts if no newer one comes; zero for the engine's own
 * @param timeout how long it may take; zero for the engine's own, and never longer than that
 */
public record QueryOptions(Duration lookback, Duration timeout) {
  public static final QueryOptions DEFAULT = new QueryOptions(Duration.ZERO, Duration.ZERO);

  Optional<Duration> ownLookback() {
    return Optional.of(lookback).filter(Duration::isPositive);
  }

  Optional<Duration> ownTimeout() {
    return Optional.of(timeout).filter(Duration::isPositive);
  }
}
