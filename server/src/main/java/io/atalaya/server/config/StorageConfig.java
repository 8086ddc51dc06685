package io.atalaya.server.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is kept, and where.
 *
 * @param path directory of the data: {@code storage.path}; null (default) for the command line's
 * @param retention how long samples are kept: {@code storage.tsdb.retention.time}; null (default)
 *     for the command line's, and 15 d if that is silent too
 * @param retentionBytes size above which the oldest are removed: {@code
 *     storage.tsdb.retention.size}; 0 (default) for no bound
 * @param retentionPercentage share of the disk above which the oldest are removed: {@code
 *     storage.tsdb.retention.percentage}; 0 (default) for no bound
 * @param outOfOrderWindow how late a sample may be: {@code storage.tsdb.out_of_order_time_window};
 *     0 by default
 * @param maxExemplars {@code storage.exemplars.max_exemplars}; 100,000 by default
 */
public record StorageConfig(
    @Nullable Path path,
    @Nullable Duration retention,
    long retentionBytes,
    double retentionPercentage,
    Duration outOfOrderWindow,
    int maxExemplars) {
  /** What Prometheus keeps in memory. */
  public static final int DEFAULT_MAX_EXEMPLARS = 100_000;

  public static StorageConfig defaults() {
    return new StorageConfig(null, null, 0, 0, Duration.ZERO, DEFAULT_MAX_EXEMPLARS);
  }
}
