package io.atalaya.bench.alert;

import java.io.IOException;
import java.time.Duration;

/** Prints how many bytes of memory one active alert needs, with its group and what was told. */
public final class AlertMemoryReport {
  private static final int COLLECTIONS = 4;

  private AlertMemoryReport() {}

  /** Measures; takes no arguments. */
  public static void main(String[] args) throws IOException {
    long before = usedBytes();
    try (ManyAlerts many = new ManyAlerts()) {
      many.accept(many.changes());
      System.out.printf("accepted:  %d bytes an alert%n", perAlert(before));
      many.advance(Duration.ofMinutes(1));
      System.out.printf("told:      %d bytes an alert%n", perAlert(before));
      for (int round = 0; round < 3; round++) {
        many.accept(many.changes());
        many.advance(Duration.ofMinutes(1));
      }
      System.out.printf("repeated:  %d bytes an alert%n", perAlert(before));
      System.out.printf("a page of %d%n", many.page());
    }
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
