package io.atalaya.alert.outbox;

import java.time.Duration;

/**
 * Bounds of the outbox.
 *
 * @param maxUndelivered how many messages wait at most; more are refused, and the group tries again
 *     at its next interval
 * @param maxInFlight how many messages are on the way to one channel at once
 * @param maxAge how long delivery of a message is tried
 * @param firstRetry how long to wait after the first failure at most; doubled each time, and
 *     between half of that and that by chance
 * @param maxRetry the longest wait between two attempts that a receiver has not asked for
 * @param maxAsked the longest wait that a receiver may ask for
 */
public record OutboxLimits(
    int maxUndelivered,
    int maxInFlight,
    Duration maxAge,
    Duration firstRetry,
    Duration maxRetry,
    Duration maxAsked) {

  /** 10,000 messages, 4 at once, a day, from 1 second to 5 minutes, an hour if asked. */
  public static OutboxLimits defaults() {
    return new OutboxLimits(
        10_000,
        4,
        Duration.ofDays(1),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        Duration.ofHours(1));
  }
}
