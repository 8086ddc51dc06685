package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.disk.DiskFile;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.store.disk.HostileDisk.Fault;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Deleted samples are gone at once, stay gone whatever happens, and nothing else goes with them.
 */
class DeletionTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final List<Matcher> ALL = List.of();
  private static final int SERIES = 6;
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withSegmentBytes(4_000)
          .withBlockRange(Duration.ofMinutes(10))
          .withLateWindow(Duration.ofMinutes(5))
          .withRetention(Duration.ofDays(30));

  private final HostileDisk disk = new HostileDisk(7);
  private VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));

  /** Per series, its samples by time, as text. */
  private final TreeMap<Integer, TreeMap<Long, Double>> expected = new TreeMap<>();

  private Tsdb open() throws IOException {
    return Tsdb.open(DIRECTORY, OPTIONS, clock, disk);
  }

  private Tsdb restart() throws IOException {
    clock = new VirtualScheduler(clock.instant());
    return open();
  }

  private static Labels labels(int i) {
    return Labels.of("__name__", "m", "i", "" + i);
  }

  private void append(Tsdb db, int batches) {
    for (int b = 0; b < batches; b++) {
      clock.advance(Duration.ofSeconds(30));
      SampleGroup group = db.open("t", "target");
      SampleBatch batch = new SampleBatch(clock.millis());
      for (int i = 0; i < SERIES; i++) {
        double value = clock.millis() % 1000 + i;
        batch.add(group.register(labels(i)), value);
        expected.computeIfAbsent(i, k -> new TreeMap<>()).put(clock.millis(), value);
      }
      batch.requireDurable();
      group.append(batch);
    }
  }

  private static Matcher series(String pattern) {
    return Matcher.of(Matcher.Type.REGEX, "i", pattern);
  }

  private void delete(Tsdb db, String pattern, long from, long to) throws IOException {
    db.delete("t", List.of(series(pattern)), from, to);
    forget(pattern, from, to);
  }

  private void forget(String pattern, long from, long to) {
    expected.forEach(
        (i, samples) -> {
          if (series(pattern).matches(labels(i))) {
            samples.subMap(from, true, to, true).clear();
          }
        });
  }

  private List<String> expected(long from, long to) {
    List<String> lines = new ArrayList<>();
    expected.forEach(
        (i, samples) -> {
          List<Model.Sample> left = new ArrayList<>();
          samples.subMap(from, true, to, true).forEach((t, v) -> left.add(sample(labels(i), t, v)));
          if (!left.isEmpty()) {
            lines.add(labels(i) + " " + left);
          }
        });
    return lines;
  }

  private static Model.Sample sample(Labels labels, long time, double value) {
    return new Model.Sample(labels, time, Double.doubleToRawLongBits(value), 0, null);
  }

  private static List<String> all(Tsdb db) {
    return Model.select(db, "t", ALL, 0, T0 * 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theStoreAnswersAsAMapFromWhichTheSameWasDeleted(long seed) throws IOException {
    Random random = new Random(seed);
    Tsdb db = open();
    for (int round = 0; round < 150; round++) {
      append(db, 1 + random.nextInt(5));
      if (random.nextInt(6) == 0) {
        long from = T0 + random.nextInt((int) (clock.millis() - T0));
        delete(db, "[" + random.nextInt(3) + "-3]", from, from + random.nextInt(1_500_000));
      }
      if (random.nextInt(12) == 0) {
        db.cleanTombstones();
      }
      if (random.nextInt(15) == 0) {
        if (random.nextBoolean()) {
          disk.crashMachine();
        } else {
          disk.crashProcess();
        }
        db = restart();
      }
      if (random.nextInt(3) == 0) {
        long from = T0 + random.nextInt((int) (clock.millis() - T0));
        long to = from + random.nextInt(4_000_000);
        assertThat(Model.select(db, "t", ALL, from, to)).isEqualTo(expected(from, to));
      }
    }
    assertThat(all(db)).isEqualTo(expected(0, T0 * 2));
  }

  @Test
  void whatIsStillToComeIsNotDeleted() throws IOException {
    Tsdb db = open();
    append(db, 10);
    delete(db, ".*", Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(all(db)).isEmpty();
    append(db, 10);
    assertThat(all(db)).isEqualTo(expected(0, T0 * 2)).hasSize(SERIES);
  }

  @Test
  void seriesOfWhichNothingIsLeftAreNotFound() throws IOException {
    Tsdb db = open();
    append(db, 100);
    delete(db, "[01]", T0, T0 * 2);
    try (SeriesSet found = db.select(SeriesSelection.of("t", ALL, 0, T0 * 2))) {
      assertThat(found.size()).isEqualTo(SERIES - 2);
    }
  }

  @Test
  void cleaningGivesTheSpaceBackAndForgetsTheDeletion() throws IOException {
    Tsdb db = open();
    append(db, 200);
    long before = samples(db);
    delete(db, "[0-4]", 0, clock.millis() - 1_200_000);
    assertThat(samples(db)).isEqualTo(before);
    db.cleanTombstones();
    assertThat(samples(db)).isLessThan(before / 2);
    assertThat(disk.list(DIRECTORY)).contains("tombstones");
    append(db, 200);
    assertThat(all(db)).isEqualTo(expected(0, T0 * 2));
    assertThat(size("tombstones")).as("an empty list").isEqualTo(9);
  }

  private static long samples(Tsdb db) {
    return db.blocks().stream().mapToLong(BlockInfo::samples).sum();
  }

  private long size(String name) throws IOException {
    try (DiskFile file = disk.open(DIRECTORY.resolve(name))) {
      return file.size();
    }
  }

  @Test
  void aBlockOfWhichNothingIsLeftIsDropped() throws IOException {
    Tsdb db = open();
    append(db, 100);
    assertThat(db.blocks()).isNotEmpty();
    delete(db, ".*", 0, T0 * 2);
    db.cleanTombstones();
    assertThat(db.blocks()).isEmpty();
    assertThat(disk.list(DIRECTORY.resolve("blocks"))).isEmpty();
  }

  @Test
  void aFaultAtAnyCallLeavesADeletionDoneOrNotDone() throws IOException {
    append(open(), 120);
    disk.crashProcess();
    for (int call = 1; call < 60; call++) {
      Tsdb db = restart();
      long from = T0 + call * 60_000L;
      List<String> before = all(db);
      disk.failAt(disk.calls() + call, Fault.ERROR);
      boolean done = tryDeleting(db, from);
      disk.heal();
      List<String> after = all(db);
      assertThat(done || after.equals(before)).isTrue();
      if (done) {
        forget("[0-2]", from, from + 30_000);
        assertThat(after).isEqualTo(expected(0, T0 * 2));
      }
      disk.crashMachine();
      assertThat(all(restart())).isEqualTo(after);
      disk.crashProcess();
    }
  }

  /** Whether it was deleted; cleaning up afterwards may fail and changes nothing. */
  private static boolean tryDeleting(Tsdb db, long from) {
    boolean done = false;
    try {
      db.delete("t", List.of(series("[0-2]")), from, from + 30_000);
      done = true;
      db.cleanTombstones();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("Input/output error");
    }
    return done;
  }

  @Test
  void aDamagedListOfDeletionsIsSetAsideAndTheRestServes() throws IOException {
    Tsdb db = open();
    append(db, 100);
    db.delete("t", List.of(series("1")), 0, T0 * 2);
    db.close();
    try (DiskFile file = disk.open(DIRECTORY.resolve("tombstones"))) {
      file.writeFully(ByteBuffer.wrap(new byte[] {77}), 9);
    }
    assertThat(all(restart())).isEqualTo(expected(0, T0 * 2));
    assertThat(disk.list(DIRECTORY)).contains("tombstones.corrupt");
  }

  @Test
  void soManyDeletionsMayWaitAndNoMore() throws IOException {
    Tsdb db = open();
    append(db, 2);
    for (int i = 0; i < 1000; i++) {
      db.delete("t", List.of(series("1")), T0 + i, T0 * 2);
    }
    assertThatThrownBy(() -> db.delete("t", List.of(series("2")), T0, T0 * 2))
        .hasMessageContaining("1000 deletions wait");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSnapshotIsAStore(boolean withHead) throws IOException {
    Tsdb db = open();
    append(db, 150);
    delete(db, "[1-3]", T0 + 600_000, T0 + 2_000_000);
    delete(db, "5", clock.millis() - 60_000, clock.millis());
    long inBlocks = db.blocks().stream().mapToLong(BlockInfo::toMillis).max().orElseThrow();
    Path copy = Path.of("/data/snapshots/one");
    db.snapshot(copy, withHead);
    List<String> then = expected(0, withHead ? T0 * 2 : inBlocks - 1);
    append(db, 20);
    db.close();
    disk.crashMachine();
    try (Tsdb opened = Tsdb.open(copy, OPTIONS, new VirtualScheduler(clock.instant()), disk)) {
      assertThat(all(opened)).isEqualTo(then);
      opened.maintain();
      opened.cleanTombstones();
      assertThat(all(opened)).isEqualTo(then);
    }
    assertThatThrownBy(() -> restart().snapshot(copy, true)).isInstanceOf(IOException.class);
  }

  @Test
  void moreBytesThanMayBeKeptPushOutTheOldestSamples() throws IOException {
    Tsdb db = Tsdb.open(DIRECTORY, OPTIONS.withRetentionBytes(20_000), clock, disk);
    append(db, 3000);
    db.maintain();
    assertThat(disk.usedBytes()).isLessThan(20_000);
    long first = db.blocks().stream().mapToLong(BlockInfo::firstMillis).min().orElseThrow();
    assertThat(first).isGreaterThan(T0);
    assertThat(Model.select(db, "t", ALL, first, T0 * 2)).isEqualTo(expected(first, T0 * 2));
  }

  @Test
  void theRetentionMayChangeWhileTheStoreIsOpen() throws IOException {
    Tsdb db = open();
    append(db, 800);
    assertThat(all(db)).isEqualTo(expected(0, T0 * 2));
    db.retain(Duration.ofHours(2), 0);
    long kept = clock.millis() - Duration.ofHours(2).toMillis();
    assertThat(all(db)).isEqualTo(expected(kept, T0 * 2));
    db.maintain();
    long newest = db.blocks().stream().mapToLong(BlockInfo::toMillis).max().orElseThrow();
    long oldest = newest - Duration.ofHours(2).toMillis();
    assertThat(db.blocks()).isNotEmpty().allMatch(block -> block.toMillis() > oldest);
  }

  @Test
  void aDamagedBlockIsToldByQueriesOfItsTimeAlsoAfterAnotherStart() throws IOException {
    Tsdb db = open();
    append(db, 200);
    BlockInfo victim = db.blocks().getFirst();
    db.close();
    Path blocks = DIRECTORY.resolve("blocks");
    String name =
        disk.list(blocks).stream().filter(n -> n.contains(victim.id())).findFirst().orElseThrow();
    try (DiskFile file = disk.open(blocks.resolve(name))) {
      file.writeFully(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), file.size() - 4);
    }
    for (int start = 0; start < 2; start++) {
      try (Tsdb again = restart()) {
        assertThat(again.damagedBlocks()).hasSize(1);
        assertThat(warnings(again, victim.firstMillis())).hasSize(1);
        assertThat(warnings(again, victim.toMillis())).isEmpty();
        assertThat(Model.select(again, "t", ALL, victim.toMillis(), T0 * 2))
            .isEqualTo(expected(victim.toMillis(), T0 * 2));
      }
    }
  }

  private static List<String> warnings(Tsdb db, long time) {
    try (SeriesSet found = db.select(SeriesSelection.of("t", ALL, time, time + 1))) {
      return found.warnings();
    }
  }
}
