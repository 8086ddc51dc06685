package io.atalaya.alert.simulate;

import io.atalaya.model.Scheduler;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps from task to task; tasks of one instant run in the order they were given. */
final class SimulatedClock implements Scheduler {
  private final PriorityQueue<Due> tasks =
      new PriorityQueue<>(Comparator.comparing(Due::when).thenComparingLong(Due::number));
  private Instant now;
  private long count;

  SimulatedClock(Instant start) {
    now = start;
  }

  private record Due(Instant when, long number, Runnable task) {}

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public Task at(Instant when, String what, Runnable task) {
    Due due = new Due(when.isBefore(now) ? now : when, count++, task);
    tasks.add(due);
    return () -> tasks.remove(due);
  }

  /** Runs everything that is due up to an instant, included. */
  void runUntil(Instant end) {
    runUntil(end, () -> {});
  }

  /** The same, looking at things after each task. */
  void runUntil(Instant end, Runnable look) {
    while (!tasks.isEmpty() && !tasks.peek().when().isAfter(end)) {
      Due next = tasks.remove();
      now = next.when();
      next.task().run();
      look.run();
    }
    now = end;
  }
}
