package io.atalaya.server.cli;

import java.time.Duration;

/**
 * Limits of queries, by Prometheus' flags {@code --query.*}.
 *
 * @param lookbackDelta how old a sample may be to count at an instant; 5 m by default
 * @param timeout how long a query may take; 2 m by default
 * @param maxSamples how many samples a query may hold at once; 50,000,000 by default
 * @param maxConcurrency how many queries run at once; 20 by default
 */
public record QueryOptions(
    Duration lookbackDelta, Duration timeout, int maxSamples, int maxConcurrency) {
  public static QueryOptions defaults() {
    return new QueryOptions(Duration.ofMinutes(5), Duration.ofMinutes(2), 50_000_000, 20);
  }
}
