package io.atalaya.collect.discover;

import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads target files at once, so that a start knows its targets, and again soon after one was
 * written, came or went. What their folder does not tell of is found at each interval, when all are
 * read anew.
 */
final class FileWatch implements Watch {
  /** How soon a change of a file is noticed. */
  static final Duration LOOK = Duration.ofSeconds(2);

  private final TargetFiles files;
  private final Duration interval;
  private final Scheduler scheduler;
  private Instant lastRead = Instant.MIN;
  private volatile boolean closed;

  FileWatch(TargetFiles files, Duration interval, Scheduler scheduler) {
    this.files = files;
    this.interval = interval;
    this.scheduler = scheduler;
  }

  @Override
  public void start(Runnable changed) {
    lastRead = scheduler.instant();
    files.refresh();
    scheduleLook(changed);
  }

  private void scheduleLook(Runnable changed) {
    Duration pause = interval.compareTo(LOOK) < 0 ? interval : LOOK;
    scheduler.at(scheduler.instant().plus(pause), "look at target files", () -> look(changed));
  }

  private void look(Runnable changed) {
    if (closed) {
      return;
    }
    Instant now = scheduler.instant();
    boolean due = !now.isBefore(lastRead.plus(interval));
    if (due || files.touched()) {
      lastRead = now;
      if (files.refresh()) {
        changed.run();
      }
    }
    scheduleLook(changed);
  }

  @Override
  public List<TargetGroup> groups() {
    return files.groups();
  }

  @Override
  public void close() {
    closed = true;
  }
}
