package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether this process is short of processors: a task that is due four times a second tells
 * how late tasks run. An attempt that ran out of time while they were late says nothing about its
 * target: it becomes unknown in place of down. As long as nothing is watched nothing beats.
 */
final class Overload implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(250);

  /** Shorter delays change no verdict. */
  private static final Duration TOLERATED = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private Scheduler.@Nullable Task next;
  private Instant due;
  private Instant lateAt = Instant.MIN;
  private boolean closed;

  Overload(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.due = Instant.MAX;
  }

  private synchronized void begin() {
    if (next == null) {
      beatLater(scheduler.instant());
    }
  }

  private void beatLater(Instant now) {
    due = now.plus(BEAT);
    next = scheduler.at(due, "heartbeat of checks", this::beat);
  }

  private synchronized void beat() {
    Instant now = scheduler.instant();
    if (isLate(now)) {
      lateAt = now;
    }
    if (!closed) {
      beatLater(now);
    }
  }

  private boolean isLate(Instant now) {
    return due.isBefore(now.minus(TOLERATED));
  }

  private synchronized boolean lateSince(Instant begun) {
    return !lateAt.isBefore(begun) || isLate(scheduler.instant());
  }

  /** Attempts whose timeouts are only believed while tasks run in time. */
  Prober watching(Prober inner) {
    begin();
    return new Watched(inner);
  }

  private final class Watched implements Prober {
    private final Prober inner;

    Watched(Prober inner) {
      this.inner = inner;
    }

    @Override
    public Observation probe() {
      Instant begun = scheduler.instant();
      Observation seen = inner.probe();
      boolean ranOut =
          seen.verdict() == Verdict.DOWN && seen.reason().equals(Reason.TIMEOUT.text());
      return ranOut && lateSince(begun) ? unknown(seen) : seen;
    }

    @Override
    public Instant changesAt() {
      return inner.changesAt();
    }
  }

  private static Observation unknown(Observation seen) {
    return new Observation(
        Verdict.UNKNOWN,
        "overload",
        "this server is short of CPU, so a timeout says nothing: " + seen.message(),
        seen.durationNanos(),
        seen.readings());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
  }
}
