package io.atalaya.bench.alert;

import io.atalaya.model.AlertChange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;

/**
 * Prints how many bytes of memory one active alert needs, with its group and what was told, and how
 * much time of a processor a round of all of them takes.
 */
public final class AlertReport {
  private static final int COLLECTIONS = 4;
  private static final int ROUNDS = 8;

  private AlertReport() {}

  /** Measures; takes no arguments. */
  public static void main(String[] args) throws IOException {
    long before = usedBytes();
    try (ManyAlerts many = new ManyAlerts()) {
      many.accept(many.changes());
      System.out.printf("accepted:  %d bytes an alert%n", perAlert(before));
      many.advance(Duration.ofMinutes(1));
      System.out.printf("told:      %d bytes an alert%n", perAlert(before));
      for (int round = 0; round < ROUNDS; round++) {
        List<AlertChange> changes = many.changes();
        long accepted = cpuMillis(() -> many.accept(changes));
        long flushed = cpuMillis(() -> many.advance(Duration.ofMinutes(5)));
        long page = cpuMillis(many::page);
        System.out.printf(
            "processor: accept %d ms, look at all groups %d ms, a page %d ms%n",
            accepted, flushed, page);
      }
      System.out.printf("repeated:  %d bytes an alert%n", perAlert(before));
    }
  }

  private static long cpuMillis(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    work.run();
    return (threads.getCurrentThreadCpuTime() - before) / 1_000_000;
  }

  private static long perAlert(long before) {
    return (usedBytes() - before) / ManyAlerts.ALERTS;
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
