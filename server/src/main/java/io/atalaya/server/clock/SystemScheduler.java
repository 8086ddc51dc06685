package io.atalaya.server.clock;

import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's clock. One timer thread waits; each task runs on a virtual thread of its own, so a
 * slow one delays nobody.
 *
 * <p>A delay is measured on the monotonic clock. If the wall clock is set back while a task waits,
 * the task still runs after the delay it was planned with.
 */
public final class SystemScheduler implements Scheduler, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SystemScheduler.class);

  private final ScheduledThreadPoolExecutor timer;

  public SystemScheduler() {
    timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public Task at(Instant when, String what, Runnable task) {
    long delayNanos = Math.max(0, Duration.between(instant(), when).toNanos());
    ScheduledFuture<?> future =
        timer.schedule(
            () -> Thread.ofVirtual().name(what).start(() -> run(what, task)),
            delayNanos,
            TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private static void run(String what, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("{} failed", what, e);
    }
  }

  /** Starts nothing any more; what runs goes on. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
