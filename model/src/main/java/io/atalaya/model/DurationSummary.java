package io.atalaya.model;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * How long something took that happens again and again: how often, how long in all, and quantiles
 * of the newest durations. What Prometheus' client libraries call a summary. Safe for use by many
 * threads.
 */
public final class DurationSummary {
  /** Older durations say nothing about how things are. */
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private static final int MAX_KEPT = 500;

  private final InstantSource clock;
  private final double[] newest = new double[MAX_KEPT];
  private final long[] seenMillis = new long[MAX_KEPT];
  private long count;
  private double sum;

  public DurationSummary(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes a duration, in seconds. */
  public void observe(double seconds) {
    long now = clock.millis();
    synchronized (this) {
      int place = (int) (count % MAX_KEPT);
      newest[place] = seconds;
      seenMillis[place] = now;
      count++;
      sum += seconds;
    }
  }

  /** Takes a duration, in nanoseconds. */
  public void observeNanos(long nanos) {
    observe(nanos / 1e9);
  }

  public synchronized Snapshot snapshot() {
    long oldest = clock.millis() - MAX_AGE.toMillis();
    int kept = (int) Math.min(count, MAX_KEPT);
    double[] recent = new double[kept];
    int used = 0;
    for (int i = 0; i < kept; i++) {
      if (seenMillis[i] >= oldest) {
        recent[used++] = newest[i];
      }
    }
    double[] sorted = Arrays.copyOf(recent, used);
    Arrays.sort(sorted);
    return new Snapshot(count, sum, sorted);
  }

  /** How it was at one moment. */
  public static final class Snapshot {
    private final long count;
    private final double sum;
    private final double[] sorted;

    private Snapshot(long count, double sum, double[] sorted) {
      this.count = count;
      this.sum = sum;
      this.sorted = sorted;
    }

    public long count() {
      return count;
    }

    /** All durations together, in seconds. */
    public double sum() {
      return sum;
    }

    /** The duration that a share of the newest do not exceed; NaN if there are none. */
    public double quantile(double share) {
      int last = sorted.length - 1;
      return last < 0
          ? Double.NaN
          : sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, last)];
    }
  }
}
