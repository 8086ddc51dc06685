package io.atalaya.collect.scrape;

import java.time.Duration;
import java.time.Instant;

/**
 * When a target is scraped: at a fixed phase of its interval, counted from the epoch, that depends
 * on the target only. So targets are spread evenly, and a restart keeps their rhythm.
 */
final class ScrapeOffset {
  private ScrapeOffset() {}

  /** The first moment of a target's rhythm after {@code now}. */
  static Instant firstAfter(Instant now, Target target) {
    long intervalMillis = target.interval().toMillis();
    long phaseMillis = Long.remainderUnsigned(spread(target.key()), intervalMillis);
    long sincePhase = Math.floorMod(now.toEpochMilli() - phaseMillis, intervalMillis);
    return Instant.ofEpochMilli(now.toEpochMilli() - sincePhase + intervalMillis);
  }

  /**
   * The moment that follows one of a rhythm. It may lie in the past by less than an interval, and
   * is then made up for at once; whole intervals that were missed are left out.
   */
  static Instant following(Instant scheduled, Instant now, Duration interval) {
    long late = Duration.between(scheduled, now).toMillis();
    long steps = Math.max(1, late / interval.toMillis());
    return scheduled.plus(interval.multipliedBy(steps));
  }

  private static long spread(String key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    return hash ^ (hash >>> 32);
  }
}
