package io.atalaya.server;

import io.atalaya.server.config.StorageConfig;
import io.atalaya.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of what the configuration says about storage what the store goes by. */
final class StoreLimits {
  private static final Logger log = LoggerFactory.getLogger(StoreLimits.class);

  /** The retention of a store that is bounded by its size only. */
  private static final Duration UNBOUNDED = Duration.ofDays(100 * 365);

  /** Tells how large the disk is on which a directory lies. */
  interface Disk {
    long totalBytes(Path directory) throws IOException;
  }

  /** The machine's own disks. */
  static final Disk DISK = directory -> Files.getFileStore(directory).getTotalSpace();

  private StoreLimits() {}

  /**
   * The limits, for a disk that is as large as it is now.
   *
   * @param data where the samples are kept, or will be
   */
  static StoreOptions of(StorageConfig storage, Path data, Disk disk) {
    StoreOptions options = StoreOptions.defaults();
    Duration retention = storage.retentionOrDefault();
    Duration late = storage.outOfOrderWindow();
    options = options.withRetention(retention.isZero() ? UNBOUNDED : retention);
    options = options.withRetentionBytes(bytes(storage, data, disk));
    options = options.withMaxSeriesPerTenant(storage.maxSeries());
    options = options.withMaxExemplarsPerTenant(storage.maxExemplars());
    options = options.withDownsampling(storage.downsampling());
    return late.isZero() ? options : options.withLateWindow(late);
  }

  /** A share of the disk counts more than a size, as in Prometheus. */
  private static long bytes(StorageConfig storage, Path data, Disk disk) {
    if (storage.retentionPercentage() == 0) {
      return storage.retentionBytes();
    }
    try {
      double share = storage.retentionPercentage() / 100;
      return Math.max(1, (long) (disk.totalBytes(existing(data)) * share));
    } catch (IOException e) {
      log.warn(
          "The size of the disk under {} cannot be told, so storage.tsdb.retention.percentage has"
              + " no effect: {}",
          data,
          e.toString());
      return storage.retentionBytes();
    }
  }

  private static Path existing(Path directory) {
    Path parent = directory.getParent();
    return Files.exists(directory) || parent == null ? directory : existing(parent);
  }
}
