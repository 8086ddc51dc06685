package io.atalaya.collect.discover;

import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.util.List;

/** Reads target files at once, so that a start knows its targets, and then again and again. */
final class FileWatch implements Watch {
  private final TargetFiles files;
  private final Duration interval;
  private final Scheduler scheduler;
  private volatile boolean closed;

  FileWatch(TargetFiles files, Duration interval, Scheduler scheduler) {
    this.files = files;
    this.interval = interval;
    this.scheduler = scheduler;
  }

  @Override
  public void start(Runnable changed) {
    files.refresh();
    scheduleRefresh(changed);
  }

  private void scheduleRefresh(Runnable changed) {
    scheduler.at(
        scheduler.instant().plus(interval),
        "read target files",
        () -> {
          if (closed) {
            return;
          }
          if (files.refresh()) {
            changed.run();
          }
          scheduleRefresh(changed);
        });
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
