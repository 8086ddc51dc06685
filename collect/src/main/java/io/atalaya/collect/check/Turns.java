package io.atalaya.collect.check;

import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets tasks begin a few at a time: the next one may when one is over, or has had its share of
 * time. So what a task measures is its own doing, and those that only wait keep nobody waiting.
 */
final class Turns {
  private static final int AT_ONCE = 8;
  private static final Duration SHARE = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private final Deque<Named> waiting = new ArrayDeque<>();
  private int free = AT_ONCE;

  /** A task that has not begun. */
  private record Named(String name, Runnable task) {}

  Turns(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Runs a task when it is its turn. */
  synchronized void queue(String name, Runnable task) {
    waiting.add(new Named(name, task));
    beginNext();
  }

  private void beginNext() {
    Named next = free == 0 ? null : waiting.poll();
    if (next != null) {
      free--;
      Turn turn = new Turn();
      turn.begin(next);
    }
  }

  /** From the beginning of a task to its end, or until its share is used up. */
  private final class Turn {
    private Scheduler.Task share = () -> {};
    private boolean over;

    void begin(Named named) {
      share = scheduler.at(scheduler.instant().plus(SHARE), "share of " + named.name(), this::end);
      scheduler.at(scheduler.instant(), named.name(), () -> run(named.task()));
    }

    private void run(Runnable task) {
      try {
        task.run();
      } finally {
        end();
      }
    }

    private void end() {
      synchronized (Turns.this) {
        share.cancel();
        if (!over) {
          over = true;
          free++;
          beginNext();
        }
      }
    }
  }
}
