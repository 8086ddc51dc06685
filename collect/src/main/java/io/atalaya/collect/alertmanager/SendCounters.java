package io.atalaya.collect.alertmanager;

import io.atalaya.model.DurationSummary;
import java.time.InstantSource;

/** What was sent to one Alertmanager. */
final class SendCounters {
  /** Upper bounds of the durations of requests, in seconds. */
  static final double[] BOUNDS = {.01, .1, 1, 10};

  private final long[] buckets = new long[BOUNDS.length + 1];
  private final DurationSummary latency;
  private long sent;
  private long errors;
  private long dropped;

  SendCounters(InstantSource clock) {
    latency = new DurationSummary(clock);
  }

  /** A request arrived. */
  synchronized void sent(int alerts, double seconds) {
    sent += alerts;
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    buckets[bucket]++;
    latency.observe(seconds);
  }

  /** A request did not arrive, or was refused. */
  synchronized void failed(int alerts) {
    errors += alerts;
    dropped += alerts;
  }

  /** Alerts were never sent. */
  synchronized void dropped(int alerts) {
    dropped += alerts;
  }

  synchronized SendStatus status(String url, int queued) {
    return new SendStatus(
        url, queued, sent, errors, dropped, BOUNDS, buckets.clone(), latency.snapshot());
  }
}
