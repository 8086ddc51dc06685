package io.atalaya.alert.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps messages to one receiver within the number that it takes in a time: a window that slides.
 */
final class Pace {
  /** No limit. */
  static final Limit UNLIMITED = new Limit(Integer.MAX_VALUE, Duration.ZERO);

  /**
   * How many messages a receiver takes.
   *
   * @param messages at most so many
   * @param per in so long
   */
  record Limit(int messages, Duration per) {}

  private final Limit limit;
  private final Deque<Instant> sent = new ArrayDeque<>();

  Pace(Limit limit) {
    this.limit = limit;
  }

  /** Takes a place for a message; if there is none, how long until there will be one, else zero. */
  synchronized Duration take(Instant now) {
    if (limit.per().isZero()) {
      return Duration.ZERO;
    }
    while (!sent.isEmpty() && !sent.getFirst().plus(limit.per()).isAfter(now)) {
      sent.removeFirst();
    }
    if (sent.size() >= limit.messages()) {
      return Duration.between(now, sent.getFirst().plus(limit.per()));
    }
    sent.addLast(now);
    return Duration.ZERO;
  }
}
