package io.atalaya.server.http;

import org.jspecify.annotations.Nullable;

/**
 * Lets so many requests pass: a bucket that holds {@code burst} of them, and gets another one each
 * {@code interval}.
 */
final class RateLimit {
  private final long intervalNanos;
  private final double burst;
  private double left;
  private long filledNanos;

  /**
   * A full bucket.
   *
   * @param rate null for no limit
   */
  RateLimit(HttpAccess.@Nullable Rate rate, long nowNanos) {
    intervalNanos = rate == null ? 0 : rate.interval().toNanos();
    burst = rate == null ? 0 : rate.burst();
    left = burst;
    filledNanos = nowNanos;
  }

  /** Whether a request may pass now. */
  boolean permit(long nowNanos) {
    return intervalNanos == 0 || take(nowNanos);
  }

  private synchronized boolean take(long nowNanos) {
    left = Math.min(burst, left + (double) (nowNanos - filledNanos) / intervalNanos);
    filledNanos = nowNanos;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
