package io.atalaya.bench.store;

import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a real exporter said, through the whole store: as it was recorded, and played again and
 * again until it fills a day, counters going on.
 */
final class NodeReport {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Path directory;
  private final Scrapes scrapes;
  private final List<Scrapes.Series> series;
  private final int repetitions;
  private final long periodMillis;
  private final CountingDisk disk = new CountingDisk();
  private long samples;

  NodeReport(Path directory, Scrapes scrapes, boolean wholeDay) {
    this.directory = directory;
    this.scrapes = scrapes;
    series = scrapes.series();
    int rows = scrapes.millis.length;
    long interval = (scrapes.millis[rows - 1] - scrapes.millis[0]) / (rows - 1);
    periodMillis = rows * interval;
    repetitions = wholeDay ? (int) (DAY_MILLIS / periodMillis) : 1;
  }

  void run(Figures figures) throws IOException {
    SteppedClock clock = new SteppedClock(Fleet.START_MILLIS);
    try (Tsdb db = Tsdb.open(directory, StoreOptions.defaults(), clock, disk)) {
      load(db, clock);
      double log = (double) disk.writtenTo("wal") / samples;
      clock.advanceTo(clock.millis() + 2 * DAY_MILLIS);
      double kept = (double) blockBytes() / samples;
      figures.title(
          "node_exporter: %,d series, %,d scrapes recorded, played %d times"
              .formatted(series.size(), scrapes.millis.length, repetitions));
      figures.atMost("on the disk, times and index included", kept, 0.65, "bytes/sample", "");
      figures.atMost("log", log, 1.5, "bytes/sample", "Prometheus ~6");
    }
    figures.plain("as XOR chunks, times included", xorBytes(), "bytes/sample", "");
  }

  private void load(Tsdb db, SteppedClock clock) {
    SampleGroup group = db.open(SampleSink.DEFAULT_TENANT, "node");
    long[] refs = series.stream().mapToLong(s -> group.register(s.labels)).toArray();
    SampleBatch batch = new SampleBatch(0);
    for (int repetition = 0; repetition < repetitions; repetition++) {
      for (int row = 0; row < scrapes.millis.length; row++) {
        long time = time(row, repetition);
        clock.advanceTo(time);
        batch.reset(time);
        for (int i = 0; i < refs.length; i++) {
          if (series.get(i).isIn(row)) {
            batch.add(refs[i], series.get(i).value(row, repetition));
          }
        }
        samples += group.append(batch).appended();
      }
    }
  }

  private long time(int row, int repetition) {
    long sinceStart = scrapes.millis[row] - scrapes.millis[0];
    return Fleet.START_MILLIS + repetition * periodMillis + sinceStart;
  }

  private long blockBytes() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("blocks"))) {
      return files.mapToLong(f -> f.toFile().length()).sum();
    }
  }

  /** Whole chunks of the record only. */
  private double xorBytes() {
    XorCodec xor = new XorCodec();
    int rows = scrapes.millis.length / XorCodec.CHUNK_ROWS * XorCodec.CHUNK_ROWS;
    long bytes = 0;
    for (Scrapes.Series one : series) {
      for (int from = 0; from < rows; from += XorCodec.CHUNK_ROWS) {
        long[] times = Arrays.copyOf(scrapes.millis, rows);
        bytes += xor.encodeOnly(times, one.values, from, XorCodec.CHUNK_ROWS);
      }
    }
    return (double) bytes / series.size() / Math.max(1, rows);
  }
}
