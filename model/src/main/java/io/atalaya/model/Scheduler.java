package io.atalaya.model;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The only way to know the time and to wait: real in the server, virtual in tests, simulations and
 * backtests.
 */
public interface Scheduler extends InstantSource {
  /**
   * Runs a task once, at or soon after an instant. Real schedulers run each task on a virtual
   * thread of its own, so it may block on the network; it must not wait for this clock.
   *
   * @param what name of the task, for thread dumps and tests
   */
  Task at(Instant when, String what, Runnable task);

  /**
   * A scheduler for a program that uses a part of this one as a library. Tasks run on the threads
   * of its timer, which stays the program's to close; what a task throws goes to the thread's
   * handler of uncaught exceptions.
   */
  static Scheduler of(InstantSource clock, ScheduledExecutorService timer) {
    return new TimerScheduler(clock, timer);
  }

  /** A task that waits for its time. */
  interface Task {
    /** Takes the task back; no effect if it has started. */
    void cancel();
  }
}
