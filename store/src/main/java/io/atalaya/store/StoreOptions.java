package io.atalaya.store;

import java.time.Duration;

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
    long followerBytes) {

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
        4L << 30);
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
        followerBytes);
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
        followerBytes);
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
        followerBytes);
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
        followerBytes);
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
        followerBytes);
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
        followerBytes);
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
        followerBytes);
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
        value);
  }
}
