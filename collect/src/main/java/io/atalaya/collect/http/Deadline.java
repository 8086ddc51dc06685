package io.atalaya.collect.http;

import java.time.Duration;

/** The moment at which a call is over, whatever it is doing. */
public final class Deadline {
  private final Ticker ticker;
  private final Duration allowed;
  private final long endNanos;

  private Deadline(Ticker ticker, Duration allowed) {
    this.ticker = ticker;
    this.allowed = allowed;
    this.endNanos = ticker.nanos() + allowed.toNanos();
  }

  /** A deadline that much time from now. */
  public static Deadline in(Duration time, Ticker ticker) {
    return new Deadline(ticker, time);
  }

  /** Milliseconds that are left, at least 1. */
  int millisLeft() throws ExchangeException {
    long left = endNanos - ticker.nanos();
    if (left <= 0) {
      throw expired();
    }
    return (int) Math.min(Integer.MAX_VALUE, left / 1_000_000 + 1);
  }

  /**
   * The time that is left, at least 1 ms.
   *
   * @throws ExchangeException if there is none
   */
  public Duration left() throws ExchangeException {
    return Duration.ofMillis(millisLeft());
  }

  /** Whether there is no time left. */
  public boolean isOver() {
    return endNanos - ticker.nanos() <= 0;
  }

  ExchangeException expired() {
    return new ExchangeException(
        ExchangeException.Reason.TIMEOUT, "no complete answer within " + seconds(allowed), null);
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
