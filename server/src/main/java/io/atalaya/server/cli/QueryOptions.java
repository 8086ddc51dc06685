package io.atalaya.server.cli;

import java.time.Duration;

/**
 * Limits of queries, by Prometheus' flags {@code --query.*} and one of ours.
 *
 * @param lookbackDelta how old a sample may be to count at an instant; 5 m by default
 * @param timeout how long a query may take; 2 m by default
 * @param maxSamples how many samples a query may hold at once; 50,000,000 by default
 * @param maxBytes how many bytes a query may hold at once, about, by {@code --query.max-bytes}; no
 *     limit by default
 * @param maxConcurrency how many queries run at once; 20 by default
 */
public record QueryOptions(
    Duration lookbackDelta, Duration timeout, int maxSamples, long maxBytes, int maxConcurrency) {
  public static QueryOptions defaults() {
    return new QueryOptions(
        Duration.ofMinutes(5), Duration.ofMinutes(2), 50_000_000, Long.MAX_VALUE, 20);
  }
}
