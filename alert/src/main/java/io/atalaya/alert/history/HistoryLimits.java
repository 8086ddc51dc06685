package io.atalaya.alert.history;

import java.time.Duration;

/**
 * Bounds of the history.
 *
 * @param retention how long decisions are kept
 * @param maxBytes how much disk they take at most; the oldest days go first
 * @param maxWaiting how many wait to be written; more are dropped and counted
 */
public record HistoryLimits(Duration retention, long maxBytes, int maxWaiting) {
  /** 90 days, 1 GiB, 100,000 decisions. */
  public static HistoryLimits defaults() {
    return new HistoryLimits(Duration.ofDays(90), 1L << 30, 100_000);
  }
}
