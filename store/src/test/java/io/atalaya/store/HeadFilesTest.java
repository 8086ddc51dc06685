package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.store.disk.DirectoryLockedException;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The files in which the head keeps what is over: what they save, and what damage to them does. */
class HeadFilesTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path HEAD = DIRECTORY.resolve("head");
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int SERIES = 10;
  private static final StoreOptions OPTIONS = StoreOptions.defaults().withSegmentBytes(2_000);

  private HostileDisk disk = new HostileDisk(3);
  private VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
  private final Map<String, Map<Long, Double>> expected = new TreeMap<>();

  private Tsdb open() throws IOException {
    return Tsdb.open(DIRECTORY, OPTIONS, clock, disk, null);
  }

  private Tsdb restart() throws IOException {
    disk.crashProcess();
    clock = new VirtualScheduler(clock.instant());
    return open();
  }

  private void scrape(Tsdb db, String target, int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(Duration.ofSeconds(15));
      append(db, target, clock.millis());
    }
  }

  private void append(Tsdb db, String target, long time) {
    append(db, target, time, true);
  }

  private void append(Tsdb db, String target, long time, boolean durable) {
    try (SampleGroup group = db.open("t", target)) {
      SampleBatch batch = new SampleBatch(time);
      for (int s = 0; s < SERIES; s++) {
        Labels labels = Labels.of("__name__", "m", "i", "" + s, "target", target);
        double value = s < 3 ? s : s * (time % 1_000_007);
        batch.add(group.register(labels), value);
        expected.computeIfAbsent(labels.toString(), l -> new TreeMap<>()).put(time, value);
      }
      if (durable) {
        batch.requireDurable();
      }
      assertThat(group.append(batch).complete()).isTrue();
    }
  }

  private List<String> expected() {
    return expected.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + " "
                    + e.getValue().entrySet().stream()
                        .map(s -> bits(s.getValue()) + "@" + s.getKey())
                        .toList())
        .toList();
  }

  private static String bits(double value) {
    return Long.toHexString(Double.doubleToRawLongBits(value));
  }

  private static List<String> all(Tsdb db) {
    return Model.select(db, "t", List.of(), 0, Long.MAX_VALUE);
  }

  private Path chunks() throws IOException {
    String name =
        disk.list(HEAD).stream().filter(n -> n.startsWith("chunks")).findFirst().orElseThrow();
    return HEAD.resolve(name);
  }

  @Test
  void aStartReadsTheNewestRowsFromTheLogAndTheOthersFromTheFiles() throws IOException {
    Tsdb db = open();
    scrape(db, "a", 300);
    scrape(db, "b", 300);
    assertThat(db.logSegments()).isLessThan(8);
    db = restart();
    assertThat(db.replayReport().frames()).isLessThan(200);
    assertThat(db.replayReport().problems()).isEmpty();
    assertThat(all(db)).isEqualTo(expected());
    scrape(db, "a", 40);
    disk.crashMachine();
    assertThat(all(restart())).isEqualTo(expected());
  }

  @Test
  void aTornEndOfTheChunksIsReadFromTheLog() throws IOException {
    Tsdb db = open();
    scrape(db, "a", 30);
    byte[] before = disk.content(HEAD.resolve("series-0000000000000001"));
    disk.crashProcess();
    // The files of a store that died in the middle of storing: half of the chunks, all of the log.
    HostileDisk.Fault torn = HostileDisk.Fault.TORN_WRITE;
    for (int call = 1; call < 12; call++) {
      db = restart();
      scrape(db, "a", 33);
      disk.failAt(disk.calls() + call, torn);
      db.maintain();
      disk.heal();
      assertThat(all(db)).isEqualTo(expected());
      db = restart();
      assertThat(all(db)).isEqualTo(expected());
    }
    assertThat(before).isNotEmpty();
  }

  @Test
  void whatAKilledProcessSaidOfSeriesSurvivesACrashOfTheMachineAfterTheNextStart()
      throws IOException {
    for (int seed = 1; seed <= 20; seed++) {
      begin(seed);
      Tsdb db = open();
      append(db, "a", clock.millis(), false);
      append(db, "b", clock.millis(), false);
      db = restart();
      append(db, "c", clock.millis());
      disk.crashMachine();
      db = restart();
      assertThat(all(db)).as("seed %d", seed).isEqualTo(expected());
      assertThat(db.replayReport().problems()).isEmpty();
    }
  }

  @Test
  void whatAKilledProcessStoredSurvivesACrashOfTheMachineAfterTheNextStart() throws IOException {
    for (int call = 1; call <= 20; call++) {
      begin(call);
      Tsdb db = open();
      for (int i = 0; i < 100; i++) {
        append(db, "a", clock.millis() + i);
      }
      disk.failFrom(disk.calls() + call);
      db.maintain();
      disk.heal();
      db = restart();
      clock.advance(Duration.ofSeconds(15));
      append(db, "a", clock.millis());
      db.maintain();
      disk.crashMachine();
      assertThat(all(restart())).as("killed at call %d", call).isEqualTo(expected());
    }
  }

  private void begin(long seed) {
    disk = new HostileDisk(seed);
    clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
    expected.clear();
  }

  @Test
  void damageToAnEpochCostsThatEpochOnlyAndNoQuery() throws IOException {
    Tsdb db = open();
    scrape(db, "a", 200);
    disk.crashProcess();
    byte[] content = disk.content(chunks());
    content[content.length / 2] ^= 0x55;
    disk.setContent(chunks(), content);
    db = restart();
    List<String> found = all(db);
    assertThat(found).hasSize(SERIES);
    int left = found.getFirst().split("@", -1).length - 1;
    assertThat(left).isBetween(100, 199);
    scrape(db, "a", 3);
    assertThat(all(db)).hasSize(SERIES);
  }

  @Test
  void aFileThatAKilledProcessHadJustMadeIsNoDamage() throws IOException {
    for (int call = 1; call <= 25; call++) {
      begin(call);
      Tsdb db = open();
      disk.failFrom(disk.calls() + call);
      for (int i = 0; i < 100; i++) {
        tryToAppend(db, clock.millis() + i);
      }
      db.maintain();
      disk.heal();
      db = restart();
      assertThat(db.replayReport().problems()).as("killed at call %d", call).isEmpty();
    }
  }

  private void tryToAppend(Tsdb db, long time) {
    try {
      append(db, "a", time, false);
    } catch (SinkUnavailableException e) {
      assertThat(e).hasMessageContaining("cannot be stored");
    }
  }

  @Test
  void samplesThatCameLateAreInTheFilesToo() throws IOException {
    Tsdb db = open();
    scrape(db, "a", 100);
    for (int i = 0; i < 20; i++) {
      append(db, "a", clock.millis() - 600_000 - i * 7L);
    }
    scrape(db, "a", 200);
    assertThat(db.replayReport().problems()).isEmpty();
    db = restart();
    assertThat(all(db)).isEqualTo(expected());
    scrape(db, "b", 200);
    assertThat(all(restart())).isEqualTo(expected());
  }

  @Test
  void filesOfSamplesThatAreGoneAreDropped() throws IOException {
    Tsdb db = Tsdb.open(DIRECTORY, OPTIONS.withRetention(Duration.ofHours(3)), clock, disk, null);
    for (int target = 0; target < 40; target++) {
      scrape(db, "target-" + target, 60);
    }
    assertThat(disk.list(HEAD)).hasSizeLessThanOrEqualTo(8);
    assertThat(db.activeSeries("t")).isLessThan(20 * SERIES);
  }

  @Test
  void aClockThatJumpsLosesNothing() throws IOException {
    Tsdb db = open();
    scrape(db, "a", 50);
    clock.advance(Duration.ofHours(9));
    scrape(db, "a", 50);
    Instant later = clock.instant();
    disk.crashProcess();
    clock = new VirtualScheduler(later.minus(Duration.ofHours(5)));
    db = open();
    assertThat(all(db)).isEqualTo(expected());
    scrape(db, "new", 50);
    assertThat(all(restart())).isEqualTo(expected());
    disk.crashProcess();
    clock = new VirtualScheduler(later.plusSeconds(60));
    db = open();
    scrape(db, "a", 50);
    assertThat(all(restart())).isEqualTo(expected());
  }

  @Test
  void aSecondStoreInTheDirectoryIsRefused() throws IOException {
    Tsdb db = open();
    scrape(db, "a", 5);
    assertThatThrownBy(this::open).isInstanceOf(DirectoryLockedException.class);
    assertThat(all(db)).isEqualTo(expected());
  }
}
