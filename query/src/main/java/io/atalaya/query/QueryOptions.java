package io.atalaya.query;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What one query asks to be different.
 *
 * @param lookback how long a sample counts if no newer one comes; zero for the engine's own
 * @param timeout how long it may take; zero for the engine's own, and never longer than that
 * @param unwanted asked often; the query ends within a millisecond after this says that nobody
 *     waits for the answer any more
 * @param stepSamples whether samples are counted by step, which takes time
 */
public record QueryOptions(
    Duration lookback, Duration timeout, BooleanSupplier unwanted, boolean stepSamples) {
  /** What the engine does unless told otherwise. */
  public static final QueryOptions DEFAULT = new QueryOptions(Duration.ZERO, Duration.ZERO);

  /** Options of a query that somebody waits for to its end. */
  public QueryOptions(Duration lookback, Duration timeout) {
    this(lookback, timeout, () -> false, false);
  }

  Optional<Duration> ownLookback() {
    return Optional.of(lookback).filter(Duration::isPositive);
  }

  Optional<Duration> ownTimeout() {
    return Optional.of(timeout).filter(Duration::isPositive);
  }
}
