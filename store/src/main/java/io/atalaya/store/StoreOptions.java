package io.atalaya.store;

import io.atalaya.store.downsample.Downsampling;
import io.atalaya.store.downsample.Resolution;
import java.time.Duration;
import java.util.Map;

/**
 * How a store behaves.
 *
 * @param retention age from which on samples are dropped
 * @param lateWindow how much older than the newest sample of its series a sample may be
 * @param maxAhead how far in the future a sample may lie
 * @param fsyncInterval how often what was appended is forced to the disk itself; a crash of the
 *     process loses nothing, a crash of the machine at most this much
 * @param maxSeriesPerTenant active series a tenant may have
 * @param maxExemplarsPerTenant exemplars kept, the newest
 * @param blockRange length of the time ranges in which samples leave the head
 * @param segmentBytes size from which on another log segment is begun
 * @param retentionBytes how much may be kept, log included; what is oldest goes first. 0: no bound
 * @param followerBytes how much of the log is kept for followers beyond what the store needs
 * @param downsampling which aggregates are made, and the age from which on they are dropped; none
 *     if it is empty
 */
public record StoreOptions(
    Duration retention,
    Duration lateWindow,
    Duration maxAhead,
    Duration fsyncInterval,
    int maxSeriesPerTenant,
    int maxExemplarsPerTenant,
    Duration blockRange,
    long segmentBytes,
    long retentionBytes,
    long followerBytes,
    Map<Resolution, Duration> downsampling) {

  public StoreOptions {
    requirePositive("retention", retention);
    requirePositive("fsyncInterval", fsyncInterval);
    requirePositive("blockRange", blockRange);
    if (lateWindow.isNegative() || maxAhead.isNegative()) {
      throw new IllegalArgumentException("lateWindow and maxAhead must not be negative");
    }
    if (maxSeriesPerTenant < 1
        || maxExemplarsPerTenant < 0
        || segmentBytes < 1
        || retentionBytes < 0
        || followerBytes < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
    downsampling = Map.copyOf(downsampling);
    downsampling.forEach((resolution, keep) -> requirePositive(resolution.text(), keep));
    Duration least = Downsampling.leastRetention(blockRange);
    if (!downsampling.isEmpty() && retention.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "samples must be kept for " + least + " to be aggregated, not for " + retention);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, is " + value);
    }
  }

  /** What suits most. */
  public static StoreOptions defaults() {
    return new StoreOptions(
        Duration.ofDays(15),
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        Duration.ofSeconds(1),
        5_000_000,
        100_000,
        Duration.ofHours(2),
        32L << 20,
        0,
        4L << 30,
        Map.of());
  }

  public StoreOptions withRetention(Duration value) {
    return new StoreOptions(
        value,
        lateWindow,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        blockRange,
        segmentBytes,
        retentionBytes,
        followerBytes,
        downsampling);
  }

  public StoreOptions withLateWindow(Duration value) {
    return new StoreOptions(
        retention,
        value,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        blockRange,
        segmentBytes,
        retentionBytes,
        followerBytes,
        downsampling);
  }

  public StoreOptions withMaxSeriesPerTenant(int value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        fsyncInterval,
        value,
        maxExemplarsPerTenant,
        blockRange,
        segmentBytes,
        retentionBytes,
        followerBytes,
        downsampling);
  }

  public StoreOptions withMaxExemplarsPerTenant(int value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        value,
        blockRange,
        segmentBytes,
        retentionBytes,
        followerBytes,
        downsampling);
  }

  public StoreOptions withFsyncInterval(Duration value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        value,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        blockRange,
        segmentBytes,
        retentionBytes,
        followerBytes,
        downsampling);
  }

  public StoreOptions withBlockRange(Duration value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        value,
        segmentBytes,
        retentionBytes,
        followerBytes,
        downsampling);
  }

  public StoreOptions withSegmentBytes(long value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        blockRange,
        value,
        retentionBytes,
        followerBytes,
        downsampling);
  }

  public StoreOptions withRetentionBytes(long value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        blockRange,
        segmentBytes,
        value,
        followerBytes,
        downsampling);
  }

  public StoreOptions withFollowerBytes(long value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        blockRange,
        segmentBytes,
        retentionBytes,
        value,
        downsampling);
  }

  public StoreOptions withDownsampling(Map<Resolution, Duration> value) {
    return new StoreOptions(
        retention,
        lateWindow,
        maxAhead,
        fsyncInterval,
        maxSeriesPerTenant,
        maxExemplarsPerTenant,
        blockRange,
        segmentBytes,
        retentionBytes,
        followerBytes,
        value);
  }
}
