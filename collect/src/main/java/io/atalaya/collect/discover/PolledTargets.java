package io.atalaya.collect.discover;

import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again and again. While the answer does not come, the former targets stay: a registry that is
 * down must not end the scrapes of what it registered.
 */
final class PolledTargets implements Watch {
  private static final Logger log = LoggerFactory.getLogger(PolledTargets.class);

  private final String what;
  private final TargetQuery query;
  private final Duration interval;
  private final Scheduler scheduler;
  private volatile List<TargetGroup> groups = List.of();
  private volatile boolean closed;
  private @Nullable String lastTrouble;

  /**
   * A poll that does nothing yet.
   *
   * @param what names the discovery in messages and thread dumps
   */
  PolledTargets(String what, TargetQuery query, Duration interval, Scheduler scheduler) {
    this.what = what;
    this.query = query;
    this.interval = interval;
    this.scheduler = scheduler;
  }

  @Override
  public void start(Runnable changed) {
    schedule(scheduler.instant(), changed);
  }

  private void schedule(Instant when, Runnable changed) {
    scheduler.at(when, what, () -> poll(when, changed));
  }

  private void poll(Instant due, Runnable changed) {
    if (closed) {
      return;
    }
    if (ask()) {
      changed.run();
    }
    Instant next = due.plus(interval);
    schedule(next.isBefore(scheduler.instant()) ? scheduler.instant() : next, changed);
  }

  /** Asks once; tells whether anything has changed. */
  private boolean ask() {
    try {
      List<TargetGroup> found = query.ask();
      trouble(null);
      boolean differs = !found.equals(groups);
      groups = found;
      return differs;
    } catch (IOException | RuntimeException e) {
      trouble(e.getMessage() == null ? e.toString() : e.getMessage());
      return false;
    }
  }

  /** The same trouble is told once, and its end. */
  private void trouble(@Nullable String now) {
    if (!closed && !Objects.equals(now, lastTrouble)) {
      if (now == null) {
        log.info("{}: targets are found again", what);
      } else {
        log.error("{}: the former targets stay: {}", what, now);
      }
    }
    lastTrouble = now;
  }

  @Override
  public List<TargetGroup> groups() {
    return groups;
  }

  @Override
  public void close() {
    closed = true;
    query.close();
  }
}
