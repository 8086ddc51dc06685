package io.atalaya.collect.remote;

import io.atalaya.collect.remote.RemoteWriteConfig.Queue;

/**
 * How many shards are wanted, as Prometheus calculates it: the time one sample takes, times the
 * samples that come in and 5 % of those that wait, a second.
 *
 * @param wanted the number itself, before rounding and bounds
 * @param shards how many there shall be
 */
record ShardCount(double wanted, int shards) {
  /** By how much the number may be off before it is changed. */
  private static final double TOLERANCE = 0.3;

  /** Which part of the backlog is to be worked off in a second. */
  private static final double CATCH_UP = 0.05;

  /** With more delay than this, in seconds, there are never made fewer. */
  private static final double MAX_DELAY_TO_SHRINK = 10;

  /**
   * What was measured.
   *
   * @param in samples read, a second
   * @param out samples sent, a second
   * @param dropped samples dropped before they were sent, a second
   * @param busy seconds spent in requests, a second
   * @param delay seconds between the newest sample read and the newest sent
   */
  record Flow(double in, double out, double dropped, double busy, double delay) {}

  static ShardCount of(int now, Flow flow, Queue limits) {
    if (flow.out() <= 0) {
      return new ShardCount(now, now);
    }
    double kept = flow.out() / (flow.dropped() + flow.out());
    double waiting = flow.delay() * flow.in() * kept;
    double secondsPerSample = flow.busy() / flow.out();
    double wanted = secondsPerSample * (flow.in() * kept + CATCH_UP * waiting);
    double rounded = Math.ceil(wanted);
    boolean closeEnough = now * (1 - TOLERANCE) <= rounded && rounded <= now * (1 + TOLERANCE);
    boolean tooEarlyForFewer = rounded < now && flow.delay() > MAX_DELAY_TO_SHRINK;
    int shards =
        closeEnough || tooEarlyForFewer
            ? now
            : (int) Math.clamp(rounded, limits.minShards(), limits.maxShards());
    return new ShardCount(wanted, shards);
  }
}
