package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesSelection;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store with its own blocks: samples move from memory to files, and nobody notices. */
class BlockLifeTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withSegmentBytes(20_000)
          .withBlockRange(Duration.ofMinutes(10))
          .withLateWindow(Duration.ofMinutes(20))
          .withRetention(Duration.ofDays(30));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void samplesStayTheSameWhileTheyMoveToBlocks(long seed) throws IOException {
    Random random = new Random(seed);
    HostileDisk disk = new HostileDisk(seed);
    Model model = new Model(OPTIONS);
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
    Tsdb db = Tsdb.open(DIRECTORY, OPTIONS, clock, disk);
    for (int round = 0; round < 400; round++) {
      clock.advance(Duration.ofMillis(30_000 + random.nextInt(20)));
      append(db, model, random, clock.millis());
      if (random.nextInt(60) == 0) {
        disk.crashProcess();
        clock = new VirtualScheduler(clock.instant());
        db = Tsdb.open(DIRECTORY, OPTIONS, clock, disk);
      }
      if (random.nextInt(20) == 0) {
        compare(db, model, T0 + random.nextInt(12_000_000), random.nextInt(8_000_000));
      }
    }
    compare(db, model, 0, T0 * 2);
    assertThat(disk.list(DIRECTORY.resolve("blocks")))
        .hasSizeBetween(1, 12)
        .anyMatch(name -> rangeOf(name) >= Duration.ofHours(1).toMillis());
    SeriesSelection all = SeriesSelection.of("t", List.of(), 0, T0 * 2);
    assertThat(db.labelNames(all, 0)).containsExactly("__name__", "i");
    assertThat(db.labelValues("i", all, 3)).containsExactly("0", "1", "2");
  }

  private static long rangeOf(String blockName) {
    List<String> parts = List.of(blockName.split("-", -1));
    return Long.parseLong(parts.get(1)) - Long.parseLong(parts.get(0));
  }

  private static void append(Tsdb db, Model model, Random random, long now) {
    SampleGroup group = db.open("t", "target " + random.nextInt(3));
    SampleBatch batch = new SampleBatch(now);
    List<Model.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean late = random.nextInt(50) == 0;
      long time = late ? now - random.nextInt(900_000) : now;
      double value = random.nextInt(4) == 0 ? random.nextGaussian() : i;
      Labels labels = Labels.of("__name__", "m", "i", "" + i);
      samples.add(new Model.Sample(labels, time, Double.doubleToRawLongBits(value), 0, null));
      batch.add(group.register(labels), time, value);
    }
    model.append(samples, now);
    group.append(batch);
  }

  private static void compare(Tsdb db, Model model, long from, long length) {
    List<Matcher> matchers = List.of(Matcher.of(Matcher.Type.REGEX, "i", "[0-5]"));
    assertThat(Model.select(db, "t", matchers, from, from + length))
        .isEqualTo(model.select(matchers, from, from + length));
  }
}
