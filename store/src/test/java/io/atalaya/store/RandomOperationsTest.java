package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleValue;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on a store and on a model that is too simple to be wrong. {@code
 * -Datalaya.store.operations} says how many there are on a store with files; a seed that is named
 * in a failure repeats it.
 */
class RandomOperationsTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final Path DIRECTORY = Path.of("/data");
  private static final int GROUPS = 4;
  private static final int SERIES = 30;
  private static final int OPERATIONS = Integer.getInteger("atalaya.store.operations", 3_000);
  private static final int OPERATIONS_PER_SEED = 1_500;
  private static final long FIRST_SEED = Long.getLong("atalaya.store.firstSeed", 1);
  private static final int REPORT_EVERY = 50;

  /** Where samples go that leave the head. */
  private enum Kind {
    NOWHERE,
    LISTS,
    FILES
  }

  static LongStream seeds() {
    return LongStream.range(0, Integer.getInteger("atalaya.store.seeds", 6));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void storeAndModelAgree(long seed) throws IOException {
    new Run(seed, Kind.NOWHERE).run(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void storeWithBlocksAndModelAgree(long seed) throws IOException {
    new Run(seed, Kind.LISTS).run(300);
  }

  @Test
  void storeWithFilesAndModelAgreeWhateverIsDeletedAndHoweverTimeJumps() throws IOException {
    long operations = 0;
    long samples = 0;
    for (long seed = FIRST_SEED; operations < OPERATIONS; seed++) {
      Run run = new Run(seed, Kind.FILES);
      try {
        run.run(OPERATIONS_PER_SEED);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", operation " + run.operation, e);
      }
      operations += OPERATIONS_PER_SEED;
      samples += run.appended;
      if (seed % REPORT_EVERY == 0 || operations >= OPERATIONS) {
        System.out.printf(
            "seeds %d-%d: %,d operations, %,d samples%n", FIRST_SEED, seed, operations, samples);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final Kind kind;
    private final StoreOptions options;
    private final HostileDisk disk;
    private VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
    private final Model model;
    private final @Nullable MemoryBlocks blocks;
    private final List<Deletion> deletions = new ArrayList<>();
    private Tsdb db;
    private int operation;
    private long appended;
    private int snapshots;

    /** The latest horizon of retention that there was; samples before it may be gone or not. */
    private long horizon = Long.MIN_VALUE;

    private record Deletion(List<Matcher> matchers, long from, long to) {
      boolean concerns(Model.Sample sample) {
        return sample.time() >= from
            && sample.time() <= to
            && matchers.stream().allMatch(m -> m.matches(sample.labels()));
      }
    }

    Run(long seed, Kind kind) throws IOException {
      random = new Random(seed);
      this.kind = kind;
      disk = new HostileDisk(seed);
      options =
          StoreOptions.defaults()
              .withSegmentBytes(200 + random.nextInt(20_000))
              .withBlockRange(Duration.ofMinutes(10))
              .withLateWindow(Duration.ofMinutes(20))
              .withRetention(Duration.ofHours(retentionHours(kind)));
      model = new Model(options);
      blocks = kind == Kind.LISTS ? new MemoryBlocks(options, () -> random.nextInt(5) == 0) : null;
      if (kind != Kind.NOWHERE) {
        model.acceptBackfill();
      }
      db = open();
    }

    private static int retentionHours(Kind kind) {
      return switch (kind) {
        case NOWHERE -> 1;
        case LISTS -> 1000;
        case FILES -> 10;
      };
    }

    private Tsdb open() throws IOException {
      return kind == Kind.FILES
          ? Tsdb.open(DIRECTORY, options, clock, disk)
          : Tsdb.open(DIRECTORY, options, clock, disk, blocks);
    }

    private SampleGroup column(int group) {
      String key = "group " + group;
      return kind == Kind.NOWHERE ? db.open("t", key) : db.openBackfill("t", key);
    }

    void run(int operations) throws IOException {
      for (operation = 0; operation < operations; operation++) {
        horizon();
        switch (random.nextInt(20)) {
          case 0 -> restart();
          case 4 -> maintain();
          case 1, 2, 3 -> query();
          case 5 -> operateOnFiles();
          default -> append();
        }
      }
      restart();
      compareAll();
      if (blocks != null) {
        clock.advance(Duration.ofHours(1));
        assertThat(blocks.cuts()).isNotEmpty();
        compareAll();
      }
    }

    private void operateOnFiles() throws IOException {
      if (kind != Kind.FILES) {
        append();
        return;
      }
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> delete();
        case 3 -> db.cleanTombstones();
        case 4 -> jump();
        case 5 -> crashMachine();
        case 6 -> snapshot();
        default -> clock.advance(Duration.ofMinutes(random.nextInt(40)));
      }
    }

    private void delete() throws IOException {
      long from = clock.millis() - random.nextInt(20_000_000);
      long to = Math.min(from + random.nextInt(3_000_000), clock.millis());
      List<Matcher> matchers = matchers();
      db.delete("t", matchers, from, to);
      model.delete(matchers, from, to);
      deletions.add(new Deletion(matchers, from, to));
    }

    /** The clock is set wrong, or right again. */
    private void jump() {
      long by = random.nextInt(7_200_000) - 3_600_000L;
      clock.jumpTo(Instant.ofEpochMilli(Math.max(T0, clock.millis() + by)));
    }

    private void crashMachine() throws IOException {
      SampleBatch batch = new SampleBatch(clock.millis());
      Model.Sample sample = sample(0, clock.millis());
      if (isDeleted(sample)) {
        return;
      }
      try (SampleGroup column = column(0)) {
        add(batch, column.register(sample.labels()), sample);
        batch.requireDurable();
        column.append(batch);
      }
      model.append(List.of(sample), clock.millis());
      disk.crashMachine();
      clock = new VirtualScheduler(clock.instant());
      db = open();
    }

    private void snapshot() throws IOException {
      Path copy = DIRECTORY.resolve("snapshots/" + snapshots++);
      db.snapshot(copy, true);
      VirtualScheduler then = new VirtualScheduler(clock.instant());
      try (Tsdb opened = Tsdb.open(copy, options, then, disk)) {
        compareAll(opened);
      }
    }

    private void restart() throws IOException {
      if (random.nextBoolean()) {
        db.close();
      } else {
        disk.crashProcess();
      }
      // The tasks of the dead process must not run on.
      clock = new VirtualScheduler(clock.instant());
      db = open();
    }

    private void query() {
      long from = Math.max(horizon(), T0 + random.nextInt(4_000_000) - 1_000_000);
      long to = from + random.nextInt(2_000_000);
      model.requireSame(db, "t", matchers(), from, to);
    }

    private long horizon() {
      horizon = Math.max(horizon, clock.millis() - options.retention().toMillis());
      return horizon;
    }

    private void compareAll() {
      compareAll(db);
    }

    private void compareAll(Tsdb store) {
      model.requireSame(store, "t", List.of(), horizon(), Long.MAX_VALUE);
    }

    private void maintain() {
      model.dropBefore(horizon());
      db.maintain();
    }

    private List<Matcher> matchers() {
      return switch (random.nextInt(4)) {
        case 0 -> List.of();
        case 1 -> List.of(Matcher.equal("__name__", "m" + random.nextInt(4)));
        case 2 ->
            List.of(
                Matcher.of(Matcher.Type.REGEX, "i", "1.*|2"),
                Matcher.of(Matcher.Type.NOT_EQUAL, "odd", "yes"));
        default -> List.of(Matcher.equal("odd", ""));
      };
    }

    private Labels labels(int series) {
      Labels labels = Labels.of("__name__", "m" + series % 4, "i", "" + series);
      return series % 2 == 0 ? labels : labels.with("odd", "yes");
    }

    /** Whether it would come into a range that was deleted, where it may vanish or not. */
    private boolean isDeleted(Model.Sample sample) {
      return deletions.stream().anyMatch(d -> d.concerns(sample));
    }

    private void append() {
      clock.advance(Duration.ofMillis(random.nextInt(30_000)));
      int group = random.nextInt(GROUPS);
      List<Model.Sample> samples =
          random.nextInt(4) == 0 ? scattered() : scrape(group, clock.millis() - random.nextInt(50));
      samples.removeIf(this::isDeleted);
      SampleGroup column = column(group);
      SampleBatch batch = new SampleBatch(clock.millis());
      for (Model.Sample sample : samples) {
        add(batch, column.register(sample.labels()), sample);
      }
      if (random.nextInt(10) == 0) {
        batch.requireDurable();
      }
      SampleGroup.Appended outcome = column.append(batch);
      SampleGroup.Appended expected = model.append(samples, clock.millis());
      if (kind == Kind.NOWHERE) {
        assertThat(outcome).isEqualTo(expected);
      } else {
        // Of what is in blocks already, the head does not know the value.
        assertThat(outcome.appended() + outcome.duplicate())
            .isEqualTo(expected.appended() + expected.duplicate());
      }
      appended += outcome.appended();
      if (random.nextBoolean()) {
        column.close();
      }
    }

    private static void add(SampleBatch batch, long ref, Model.Sample sample) {
      Histogram histogram = sample.histogram();
      if (histogram == null) {
        batch.add(ref, sample.time(), Double.longBitsToDouble(sample.bits()));
      } else {
        batch.add(ref, sample.time(), histogram);
      }
      if (sample.start() != 0) {
        batch.startedAt(sample.start());
      }
    }

    /** Most series of a group, at one time, in the same order or not. */
    private List<Model.Sample> scrape(int group, long time) {
      List<Model.Sample> samples = new ArrayList<>();
      for (int series = group; series < SERIES; series += 1 + random.nextInt(GROUPS)) {
        samples.add(sample(series, time));
      }
      if (random.nextInt(5) == 0) {
        java.util.Collections.shuffle(samples, random);
      }
      return samples;
    }

    /** Any series at any time. */
    private List<Model.Sample> scattered() {
      List<Model.Sample> samples = new ArrayList<>();
      int n = random.nextInt(100);
      for (int i = 0; i < n; i++) {
        long time = clock.millis() - random.nextInt(5_000_000) + random.nextInt(1_000_000);
        samples.add(sample(random.nextInt(SERIES), time));
      }
      return samples;
    }

    private Model.Sample sample(int series, long time) {
      long start = series % 5 == 0 ? T0 - random.nextInt(3) : 0;
      Histogram histogram = series % 11 == 3 && random.nextInt(4) > 0 ? histogram() : null;
      long bits = histogram == null ? Double.doubleToRawLongBits(value(series)) : 0;
      return new Model.Sample(labels(series), time, bits, start, histogram);
    }

    private double value(int series) {
      return switch (random.nextInt(12)) {
        case 0 -> SampleValue.STALE;
        case 1 -> Double.longBitsToDouble(random.nextLong());
        case 2 -> Double.longBitsToDouble(0x7ff4_a85e_0000_0000L + random.nextInt(3));
        case 3 -> random.nextInt(1000) / 100.0;
        case 4 -> random.nextGaussian();
        case 5 -> -0.0;
        case 6, 7 -> Math.floor(clock.millis() / 7.0);
        default -> series;
      };
    }

    private @Nullable Histogram histogram() {
      int schema = random.nextBoolean() ? 2 : Histogram.CUSTOM_BUCKETS;
      boolean integer = random.nextBoolean();
      double[] counts = new double[2];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = integer ? random.nextInt(100) : random.nextDouble();
      }
      return new Histogram(
          schema,
          schema == 2 ? 0.001 : 0,
          schema == 2 ? 1 : 0,
          counts[0] + counts[1],
          random.nextDouble(),
          List.of(new Span(random.nextInt(9) - 4, 1), new Span(1, 1)),
          counts,
          List.of(),
          new double[0],
          schema == 2 ? new double[0] : new double[] {1, 2},
          ResetHint.UNKNOWN,
          integer);
    }
  }
}
