package io.atalaya.server.config;

import io.atalaya.alert.history.HistoryLimits;
import io.atalaya.model.GoFloat;
import io.atalaya.model.PromDuration;
import io.atalaya.server.config.yaml.Sizes;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.downsample.Resolution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept, and where.
 *
 * @param path directory of the data: {@code storage.path}; null (default) for {@link #DEFAULT_PATH}
 * @param retention how long samples are kept: {@code storage.tsdb.retention.time}; null (default)
 *     for {@link #DEFAULT_RETENTION}, unless another bound is given
 * @param retentionBytes size above which the oldest are removed: {@code
 *     storage.tsdb.retention.size}; 0 (default) for no bound
 * @param retentionPercentage share of the disk above which the oldest are removed: {@code
 *     storage.tsdb.retention.percentage}; 0 (default) for no bound
 * @param outOfOrderWindow how late a sample may be: {@code storage.tsdb.out_of_order_time_window};
 *     0 by default
 * @param maxExemplars {@code storage.exemplars.max_exemplars}; 100,000 by default
 * @param maxSeries active series there may be, beyond which new ones are refused: {@code
 *     storage.max_series}; {@link #DEFAULT_MAX_SERIES} by default
 * @param downsampling how long aggregates are kept: {@code storage.downsampling.5m} and {@code
 *     .1h}; those that are not given (default) are not made
 * @param decisions how long it is known why somebody was told: {@code storage.decisions.retention}
 *     and {@code .max_size}
 */
public record StorageConfig(
    @Nullable Path path,
    @Nullable Duration retention,
    long retentionBytes,
    double retentionPercentage,
    Duration outOfOrderWindow,
    int maxExemplars,
    int maxSeries,
    Map<Resolution, Duration> downsampling,
    HistoryLimits decisions) {
  public StorageConfig {
    downsampling = Map.copyOf(downsampling);
  }

  /** What Prometheus keeps in memory. */
  public static final int DEFAULT_MAX_EXEMPLARS = 100_000;

  /** About as much memory of the heap as an active series takes, and half as much again. */
  private static final int SERIES_BYTES = 512;

  /** Beyond this, something is wrong with what is collected, or the heap too small for it. */
  public static final int DEFAULT_MAX_SERIES =
      (int)
          Math.min(
              StoreOptions.defaults().maxSeriesPerTenant(),
              Runtime.getRuntime().maxMemory() / SERIES_BYTES);

  /** Where data is kept if nobody says so, relative to the working directory. */
  public static final Path DEFAULT_PATH = Path.of("data");

  /** How long samples are kept if nothing bounds them. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(15);

  /** {@link #path}, or its default. */
  public Path directory() {
    return path == null ? DEFAULT_PATH : path;
  }

  /** {@link #retention}, or its default; zero for no bound because another one is given. */
  public Duration retentionOrDefault() {
    boolean boundOtherwise = retentionBytes > 0 || retentionPercentage > 0;
    Duration fallback = boundOtherwise ? Duration.ZERO : DEFAULT_RETENTION;
    return retention == null ? fallback : retention;
  }

  /** All bounds in words, as Prometheus says them. */
  public String retentionText() {
    List<String> bounds = new ArrayList<>();
    if (!retentionOrDefault().isZero()) {
      bounds.add(PromDuration.format(retentionOrDefault().toMillis()));
    }
    if (retentionBytes > 0) {
      bounds.add(Sizes.format(retentionBytes));
    }
    if (retentionPercentage > 0) {
      bounds.add(GoFloat.shortest(retentionPercentage) + "%");
    }
    return String.join(" or ", bounds);
  }

  public static StorageConfig defaults() {
    return new StorageConfig(
        null,
        null,
        0,
        0,
        Duration.ZERO,
        DEFAULT_MAX_EXEMPLARS,
        DEFAULT_MAX_SERIES,
        Map.of(),
        HistoryLimits.defaults());
  }
}
