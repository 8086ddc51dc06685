package io.atalaya.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A clock and a timer of the JDK's as one. */
record TimerScheduler(InstantSource clock, ScheduledExecutorService timer) implements Scheduler {
  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public Task at(Instant when, String what, Runnable task) {
    long delayNanos = Math.max(0, Duration.between(instant(), when).toNanos());
    Future<?> future = timer.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** A future would keep what is thrown to itself. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
