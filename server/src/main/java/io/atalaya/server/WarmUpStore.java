package io.atalaya.server;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Samples that leave memory for files and blocks, as they do from the first minute of a server on,
 * for {@link WarmUp}.
 */
final class WarmUpStore {
  private static final int SOURCES = 4;
  private static final int SERIES = 500;

  /** With the interval: long enough for the oldest of them to leave the head. */
  private static final int ROUNDS = 600;

  private static final long INTERVAL_MILLIS = 30_000;

  private WarmUpStore() {}

  /** Fills a store in a new folder and does what is due there. */
  static void live(Path folder, Scheduler scheduler) throws IOException {
    try (Tsdb store = Tsdb.open(folder, StoreOptions.defaults(), scheduler)) {
      long start = scheduler.instant().toEpochMilli() - ROUNDS * INTERVAL_MILLIS;
      for (int source = 0; source < SOURCES; source++) {
        try (SampleGroup group = store.open(SampleSink.DEFAULT_TENANT, "source " + source)) {
          fill(group, source, start);
        }
      }
      store.maintain();
    }
  }

  private static void fill(SampleGroup group, int source, long start) {
    long[] refs = new long[SERIES];
    for (int i = 0; i < SERIES; i++) {
      refs[i] =
          group.register(
              Labels.of("__name__", "load_total", "source", "s" + source, "number", "n" + i));
    }
    SampleBatch batch = new SampleBatch(start);
    for (int round = 0; round < ROUNDS; round++) {
      batch.reset(start + round * INTERVAL_MILLIS);
      for (int i = 0; i < SERIES; i++) {
        batch.add(refs[i], value(i, round));
      }
      group.append(batch);
    }
  }

  /** Values as they are met: most stay, counters grow, some wander, few have many digits. */
  private static double value(int series, int round) {
    return switch (series % 8) {
      case 0 -> series * 1_000.0 + round * (series % 90);
      case 1 -> series * 0.25 + round % 17 / 8.0;
      case 2 -> 1_763_000_000 + round * 30;
      case 3 -> Math.sqrt(1 + series + round);
      case 4 -> Math.round(Math.sin(round * 0.1) * 1e4) / 100.0;
      default -> series % 3;
    };
  }
}
