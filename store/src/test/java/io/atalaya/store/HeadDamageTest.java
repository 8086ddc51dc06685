package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of the head are damaged: that is told, the rest is served, and nothing gets mixed up. */
class HeadDamageTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path HEAD = DIRECTORY.resolve("head");
  private static final Path SERIES_FILE = HEAD.resolve("series-0000000000000001");
  private static final Path CHUNKS_FILE = HEAD.resolve("chunks-0000000000000001");
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int SOURCES = 10;
  private static final int SERIES = 10;
  private static final int SCRAPES = 100;

  /** What is done to the bytes of a file. */
  enum Damage {
    BIT,
    HEADER,
    HALF_IS_MISSING,
    EMPTY,
    ZEROS,
    ZEROS_WITHIN;

    private byte[] to(byte[] content) {
      return switch (this) {
        case BIT -> flip(content, content.length / 2);
        case HEADER -> flip(content, 10);
        case HALF_IS_MISSING -> Arrays.copyOf(content, content.length / 2);
        case EMPTY -> new byte[0];
        case ZEROS -> new byte[content.length];
        case ZEROS_WITHIN -> zeroed(content);
      };
    }

    private static byte[] flip(byte[] content, int at) {
      byte[] wrong = content.clone();
      wrong[at] ^= 0x10;
      return wrong;
    }

    private static byte[] zeroed(byte[] content) {
      byte[] wrong = content.clone();
      Arrays.fill(wrong, content.length / 3, content.length / 3 + content.length / 50, (byte) 0);
      return wrong;
    }
  }

  private final HostileDisk disk = new HostileDisk(1);
  private VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));

  /** Lines of {@link Model#select}, split into samples. */
  private final Map<String, List<String>> sent = new TreeMap<>();

  private Tsdb open() throws IOException {
    StoreOptions options =
        StoreOptions.defaults().withSegmentBytes(2_000).withRetention(Duration.ofHours(3));
    return Tsdb.open(DIRECTORY, options, clock, disk, null);
  }

  private Tsdb restart() throws IOException {
    disk.crashProcess();
    clock = new VirtualScheduler(clock.instant());
    return open();
  }

  /** Sources that begin one after the other, and each sends on to the end. */
  private Tsdb fill() throws IOException {
    Tsdb db = open();
    for (int scrape = 0; scrape < SCRAPES; scrape++) {
      for (int source = 0; source <= Math.min(scrape, SOURCES - 1); source++) {
        append(db, "source-" + source);
      }
      clock.advance(Duration.ofSeconds(15));
    }
    remember(db);
    return db;
  }

  private void remember(Tsdb db) {
    sent.clear();
    sent.putAll(all(db));
  }

  private void append(Tsdb db, String source) {
    try (SampleGroup group = db.open("t", source)) {
      SampleBatch batch = new SampleBatch(clock.millis());
      for (int i = 0; i < SERIES; i++) {
        Labels labels = Labels.of("__name__", "m", "i", "" + i, "source", source);
        batch.add(group.register(labels), source.hashCode() * (double) (clock.millis() % 9973 + i));
      }
      assertThat(group.append(batch).complete()).isTrue();
    }
  }

  private static Map<String, List<String>> all(Tsdb db) {
    return Model.select(db, "t", List.of(), 0, Long.MAX_VALUE).stream()
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf('}') + 1),
                line ->
                    List.of(line.substring(line.indexOf('}') + 3, line.length() - 1).split(", ")),
                (a, b) -> a,
                TreeMap::new));
  }

  private static List<String> told(Tsdb db) {
    db.maintain();
    List<String> told = new ArrayList<>(db.replayReport().problems());
    SeriesSelection all = SeriesSelection.of("t", List.of(), 0, Long.MAX_VALUE);
    try (SeriesSet found = db.select(all)) {
      told.addAll(found.warnings());
    }
    return told;
  }

  /** Series of which every sample is there; what is there of others was sent for them. */
  private Set<String> whole(Tsdb db) {
    Map<String, List<String>> found = all(db);
    found.forEach((labels, samples) -> assertThat(sent.get(labels)).containsAll(samples));
    return found.entrySet().stream()
        .filter(e -> e.getValue().equals(sent.get(e.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** What comes in afterwards is as good as ever, also after one more start. */
  private void goOn(Tsdb damaged) throws IOException {
    Tsdb db = damaged;
    clock.advance(Duration.ofSeconds(15));
    append(db, "source-3");
    append(db, "another");
    remember(db);
    db = restart();
    assertThat(whole(db)).isEqualTo(sent.keySet());
    for (int i = 0; i < SCRAPES; i++) {
      clock.advance(Duration.ofSeconds(15));
      append(db, "source-3");
      append(db, "another");
    }
    remember(db);
    assertThat(whole(restart())).isEqualTo(sent.keySet());
  }

  private Tsdb damage(Path file, Damage damage) throws IOException {
    fill();
    disk.crashProcess();
    disk.setContent(file, damage.to(disk.content(file)));
    return restart();
  }

  @ParameterizedTest
  @EnumSource
  void damageToTheSeriesFileCostsTheSeriesThatItSpokeOf(Damage damage) throws IOException {
    Tsdb db = damage(SERIES_FILE, damage);
    assertThat(told(db)).anyMatch(t -> t.contains("series-") || t.contains("lost"));
    int least =
        switch (damage) {
          case HEADER -> SOURCES * SERIES;
          case BIT -> (SOURCES - 1) * SERIES;
          case ZEROS_WITHIN -> (SOURCES - 2) * SERIES;
          case HALF_IS_MISSING -> (SOURCES / 2 - 1) * SERIES;
          case EMPTY, ZEROS -> 0;
        };
    assertThat(whole(db)).hasSizeGreaterThanOrEqualTo(least);
    goOn(db);
  }

  @ParameterizedTest
  @EnumSource
  void damageToTheChunksFileCostsTheRowsThatItHad(Damage damage) throws IOException {
    Tsdb db = damage(CHUNKS_FILE, damage);
    assertThat(told(db)).anyMatch(t -> t.contains("chunks-") || t.contains("scrapes"));
    int least =
        switch (damage) {
          case HEADER -> SOURCES * SERIES;
          case BIT -> (SOURCES - 1) * SERIES;
          case ZEROS_WITHIN -> (SOURCES - 3) * SERIES;
          case HALF_IS_MISSING, EMPTY, ZEROS -> 0;
        };
    assertThat(whole(db)).hasSizeGreaterThanOrEqualTo(least);
    assertThat(all(db).keySet()).isEqualTo(sent.keySet());
    goOn(db);
  }

  @Test
  void aMissingFileIsToldAndTheRestServed() throws IOException {
    fill();
    disk.crashProcess();
    HostileDisk withoutChunks = disk.copy();
    disk.delete(SERIES_FILE);
    Tsdb db = restart();
    assertThat(told(db)).anyMatch(t -> t.contains("series-0000000000000001: it is missing"));
    goOn(db);
    withoutChunks.delete(CHUNKS_FILE);
    try (Tsdb other = Tsdb.open(DIRECTORY, StoreOptions.defaults(), clock, withoutChunks, null)) {
      assertThat(told(other)).anyMatch(t -> t.contains("bytes of samples are missing"));
      assertThat(all(other)).isNotEmpty();
    }
  }

  @Test
  void aDamagedFileIsKeptAsideWhenItsTimeIsOver() throws IOException {
    Tsdb db = damage(CHUNKS_FILE, Damage.ZEROS_WITHIN);
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofHours(1));
      append(db, "source-1");
    }
    assertThat(disk.list(HEAD)).contains("chunks-0000000000000001.damaged");
    assertThat(told(restart())).noneMatch(t -> t.contains("chunks-0000000000000001"));
  }
}
