package io.atalaya.collect.remote;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** An exponentially weighted moving average of events a second, as Prometheus calculates it. */
final class Ewma {
  private static final double WEIGHT = 0.2;

  private final AtomicLong events = new AtomicLong();
  private final Duration interval;
  private boolean begun;
  private double rate;

  /** An average over intervals of this length. */
  Ewma(Duration interval) {
    this.interval = interval;
  }

  void add(long more) {
    events.addAndGet(more);
  }

  /** Ends an interval. */
  synchronized void tick() {
    double ofInterval = events.getAndSet(0) / (interval.toMillis() / 1e3);
    if (!begun) {
      begun = true;
      rate = ofInterval;
    } else {
      rate += WEIGHT * (ofInterval - rate);
    }
  }

  /** Events a second. */
  synchronized double rate() {
    return rate;
  }
}
