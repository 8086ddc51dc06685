package io.atalaya.store.head;

/**
 * What a head takes and keeps.
 *
 * @param maxSeries active series of one tenant
 * @param lateWindowMillis how much older than the newest sample of its series a sample may be
 * @param maxAheadMillis how far in the future a sample may lie
 * @param retentionMillis age from which on nothing is taken or kept
 * @param blockMillis length of the time ranges that become blocks
 * @param maxExemplars exemplars kept, the newest
 */
public record HeadLimits(
    int maxSeries,
    long lateWindowMillis,
    long maxAheadMillis,
    long retentionMillis,
    long blockMillis,
    int maxExemplars) {

  /**
   * Whether a sample comes too late.
   *
   * @param newest time of the newest sample of its series, {@code Long.MIN_VALUE} if there is none
   * @param window how much older than that it may be
   */
  boolean isTooLate(long time, long newest, long now, long window) {
    boolean inWindow = time >= newest || window == Long.MAX_VALUE || time >= newest - window;
    return !inWindow || time < now - retentionMillis;
  }
}
