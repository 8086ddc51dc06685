package io.atalaya.bench.store;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A day of mixed data through the whole store, as a server would take it: scrape by scrape into log
 * and head, cut to blocks every two hours, merged. Then everything is read back and compared bit by
 * bit.
 */
final class DayReport {
  /** Rounds whose cost does not count, as the compiler still learns. */
  private static final int WARM_UP_ROUNDS = 480;

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Path directory;
  private final Fleet fleet;
  private final int rounds;
  private final StoreOptions options;
  private final CountingDisk disk = new CountingDisk();
  private final SteppedClock clock = new SteppedClock(Fleet.START_MILLIS);
  private long appendNanos;
  private long appended;
  private long readNanos;

  DayReport(Path directory, Fleet fleet, int hours, Duration retention) {
    this.directory = directory;
    this.fleet = fleet;
    options = StoreOptions.defaults().withRetention(retention);
    rounds = (int) (Duration.ofHours(hours).toMillis() / Fleet.INTERVAL_MILLIS);
  }

  void run(Figures figures) throws IOException {
    try (Tsdb db = Tsdb.open(directory, options, clock, disk)) {
      load(db);
      long inLog = disk.writtenTo("wal");
      // All windows that began are over then, and nothing waits for late samples any more.
      clock.advanceTo(clock.millis() + 4 * DAY_MILLIS);
      print(figures, inLog);
      check(db);
      check(db);
    }
    figures.plain(
        "select and read all, nothing cached before",
        (double) readNanos / 2 / rounds / fleet.series(),
        "ns/sample",
        "");
  }

  private void print(Figures figures, long inLog) throws IOException {
    long samples = (long) rounds * fleet.series();
    long kept = blockBytes();
    figures.title("%,d series of mixed data, 15 s, %d h".formatted(fleet.series(), rounds / 240));
    figures.atMost(
        "on the disk, times and index included",
        (double) kept / samples,
        0.75,
        "bytes/sample",
        "Prometheus 3.5 2.64, VictoriaMetrics 1.145 0.935");
    figures.atMost(
        "written to blocks per byte kept",
        (double) disk.writtenTo("blocks") / kept,
        2.5,
        "bytes",
        "");
    figures.atMost("log", (double) inLog / samples, 1.5, "bytes/sample", "Prometheus ~6");
    figures.atMost(
        "append, head and log", (double) appendNanos / appended, 60, "ns/sample (CPU)", "");
  }

  private void load(Tsdb db) {
    List<SampleGroup> groups = new ArrayList<>();
    List<long[]> refs = new ArrayList<>();
    for (int target = 0; target < fleet.targets; target++) {
      SampleGroup group = db.open(SampleSink.DEFAULT_TENANT, "target " + target);
      groups.add(group);
      refs.add(fleet.labels(target).stream().mapToLong(group::register).toArray());
    }
    SampleBatch batch = new SampleBatch(0);
    for (int round = 0; round < rounds; round++) {
      for (int target = 0; target < fleet.targets; target++) {
        long time = fleet.scrapeMillis(target, round);
        clock.advanceTo(Math.max(clock.millis(), time));
        fill(batch, time, target, refs.get(target));
        append(groups.get(target), batch, round);
      }
    }
  }

  private void fill(SampleBatch batch, long time, int target, long[] refs) {
    batch.reset(time);
    for (int member = 0; member < refs.length; member++) {
      batch.add(refs[member], fleet.next(target, member));
    }
  }

  private void append(SampleGroup group, SampleBatch batch, int round) {
    long start = CpuTimer.nanos();
    SampleGroup.Appended result = group.append(batch);
    if (round >= WARM_UP_ROUNDS) {
      appendNanos += CpuTimer.nanos() - start;
      appended += batch.size();
    }
    if (!result.complete()) {
      throw new IllegalStateException("not all taken: " + result);
    }
  }

  private long blockBytes() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("blocks"))) {
      return files.mapToLong(f -> f.toFile().length()).sum();
    }
  }

  /** Reads everything and compares it with what a fleet of the same seeds says. */
  private void check(Tsdb db) {
    Map<Labels, Integer> numbers = new HashMap<>();
    for (int target = 0; target < fleet.targets; target++) {
      for (Labels labels : fleet.labels(target)) {
        numbers.put(labels, numbers.size());
      }
    }
    SeriesSamples samples = new SeriesSamples();
    long start = CpuTimer.nanos();
    long checking = 0;
    try (SeriesSet found =
        db.select(SeriesSelection.of(SampleSink.DEFAULT_TENANT, List.of(), 0, Long.MAX_VALUE))) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        long pause = CpuTimer.nanos();
        check(found.labels(i), samples, numbers);
        checking += CpuTimer.nanos() - pause;
      }
    }
    readNanos += CpuTimer.nanos() - start - checking;
    if (!numbers.isEmpty()) {
      throw new IllegalStateException("series are missing: " + numbers.keySet());
    }
  }

  private void check(Labels labels, SeriesSamples samples, Map<Labels, Integer> numbers) {
    Integer number = numbers.remove(labels);
    if (number == null || samples.size() != rounds) {
      throw new IllegalStateException(labels + " has " + samples.size() + " samples");
    }
    SeriesKind.Source source = Fleet.source(number);
    for (int row = samples.from; row < samples.to; row++) {
      long expected = Double.doubleToRawLongBits(source.next());
      if (expected != Double.doubleToRawLongBits(samples.values[row])) {
        throw new IllegalStateException(labels + " differs in row " + row);
      }
    }
  }
}
