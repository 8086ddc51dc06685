package io.atalaya.alert.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Evaluates rules of a group that do not need each other at the same time. All groups share so many
 * places; a rule that finds none is evaluated by its group's own thread, so nothing ever waits for
 * a place.
 */
public final class RuleThreads implements AutoCloseable {
  private final Semaphore places;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rule-", 0).factory());

  /**
   * Threads for rules.
   *
   * @param places rules that may run besides the groups' own; Prometheus' {@code
   *     --rules.max-concurrent-evals}
   */
  public RuleThreads(int places) {
    this.places = new Semaphore(places);
  }

  /** Runs all and waits for the last. */
  void run(List<Runnable> tasks) {
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (Runnable task : tasks) {
      if (tasks.size() > 1 && places.tryAcquire()) {
        others.add(CompletableFuture.runAsync(() -> runInPlace(task), threads));
      } else {
        task.run();
      }
    }
    CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).join();
  }

  private void runInPlace(Runnable task) {
    try {
      task.run();
    } finally {
      places.release();
    }
  }

  /** Waits for rules that are evaluated. */
  @Override
  public void close() {
    threads.close();
  }
}
