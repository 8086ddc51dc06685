package io.atalaya.bench.store;

import io.atalaya.model.Scheduler;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that the load moves, so that a day of samples takes seconds. Used by one thread. */
final class SteppedClock implements Scheduler {
  private record Due(long millis, Runnable task) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::millis));
  private long now;

  SteppedClock(long nowMillis) {
    now = nowMillis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  @Override
  public long millis() {
    return now;
  }

  @Override
  public Task at(Instant when, String what, Runnable task) {
    Due due = new Due(when.toEpochMilli(), task);
    queue.add(due);
    return () -> queue.remove(due);
  }

  /** Runs what is due until a time, which it is then. */
  void advanceTo(long millis) {
    while (!queue.isEmpty() && queue.element().millis() <= millis) {
      Due due = queue.remove();
      now = Math.max(now, due.millis());
      due.task().run();
    }
    now = millis;
  }
}
