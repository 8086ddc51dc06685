package io.atalaya.testkit;

import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A clock that moves only when told to, and runs what is due on the caller's thread: in the order
 * of time, and of scheduling where times are equal. So a run is the same every time.
 */
public final class VirtualScheduler implements Scheduler {
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparing(Entry::when).thenComparingLong(Entry::order));
  private Instant now;
  private long scheduled;

  public VirtualScheduler(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized Task at(Instant when, String what, Runnable task) {
    Entry entry = new Entry(when, scheduled++, what, task);
    queue.add(entry);
    return () -> cancel(entry);
  }

  private synchronized void cancel(Entry entry) {
    queue.remove(entry);
  }

  /** Moves the clock forward and runs everything that becomes due on the way. */
  public void advance(Duration by) {
    Instant end = instant().plus(by);
    for (Entry next = nextUntil(end); next != null; next = nextUntil(end)) {
      next.task().run();
    }
    synchronized (this) {
      now = end;
    }
  }

  /** Sets the clock, backwards too, without running anything. */
  public synchronized void jumpTo(Instant instant) {
    now = instant;
  }

  private synchronized @org.jspecify.annotations.Nullable Entry nextUntil(Instant end) {
    Entry head = queue.peek();
    if (head == null || head.when().isAfter(end)) {
      return null;
    }
    queue.remove();
    if (head.when().isAfter(now)) {
      now = head.when();
    }
    return head;
  }

  private record Entry(Instant when, long order, String what, Runnable task) {}
}
