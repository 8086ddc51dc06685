package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleUse;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.store.downsample.Resolution;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Aggregates over starts, deletions and late samples; the answers are compared elsewhere. */
class DownsamplingTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final SampleUse HOURLY = new SampleUse(HOUR, true);
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withBlockRange(Duration.ofMinutes(10))
          .withFsyncInterval(Duration.ofHours(1))
          .withRetention(Duration.ofHours(10))
          .withDownsampling(Map.of(Resolution.ONE_HOUR, Duration.ofDays(30)));

  private final HostileDisk disk = new HostileDisk(1);
  private VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
  private Tsdb db;

  @BeforeEach
  void aDayOfSamplesEveryFiveMinutes() throws IOException {
    db = open();
    for (int i = 0; i < 24 * 12; i++) {
      clock.advance(Duration.ofMinutes(5));
      append("a", clock.millis(), 1);
      append("b", clock.millis(), 2);
    }
  }

  private Tsdb open() throws IOException {
    return Tsdb.open(DIRECTORY, OPTIONS, clock, disk);
  }

  private void restart() throws IOException {
    disk.crashMachine();
    clock = new VirtualScheduler(clock.instant());
    db = open();
  }

  private void append(String name, long time, double value) {
    try (SampleGroup group = db.openBackfill("t", name)) {
      SampleBatch batch = new SampleBatch(time);
      batch.add(group.register(Labels.of("__name__", "m", "name", name)), value);
      batch.requireDurable();
      assertThat(group.append(batch).complete()).isTrue();
    }
  }

  /** What the windows of a series up to some hours after the beginning count. */
  private String counts(String name, int hours) {
    SeriesSelection selection =
        new SeriesSelection(
            "t", List.of(Matcher.equal("name", name)), T0 + 1, T0 + hours * HOUR, 0, 1, HOURLY);
    SeriesSamples samples = new SeriesSamples();
    StringBuilder counts = new StringBuilder();
    try (SeriesSet found = db.select(selection)) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        for (int row = samples.from; row < samples.to; row++) {
          counts.append(
              samples.aggregates == null ? "1 " : Math.round(samples.aggregates.counts[row]) + " ");
        }
      }
    }
    return counts.toString().strip();
  }

  @Test
  void aggregatesOutliveSamplesAndStarts() throws IOException {
    assertThat(counts("a", 4)).isEqualTo("12 12 12 12");
    restart();
    assertThat(counts("a", 4)).isEqualTo("12 12 12 12");
    assertThat(db.labelValues("name", SeriesSelection.of("t", List.of(), T0, T0 + HOUR), 0))
        .containsExactly("a", "b");
    assertThat(db.labelNames(SeriesSelection.of("t", List.of(), T0, T0 + HOUR), 0))
        .containsExactly("__name__", "name");
  }

  @Test
  void whatIsDeletedAfterItsSamplesAreGoneGoesWithItsWindow() throws IOException {
    List<Matcher> ofA = List.of(Matcher.equal("name", "a"));
    db.delete("t", ofA, T0 + HOUR + 60_000, T0 + HOUR + 400_000);
    assertThat(counts("a", 4)).isEqualTo("12 12 12");
    assertThat(counts("b", 4)).isEqualTo("12 12 12 12");
    restart();
    assertThat(counts("a", 4)).isEqualTo("12 12 12");
    db.cleanTombstones();
    assertThat(db.pendingDeletions()).isZero();
    assertThat(counts("a", 4)).isEqualTo("12 12 12");
  }

  @Test
  void aggregatesAreMadeAgainWhileTheSamplesAreThere() throws IOException {
    int hour = 17;
    append("a", T0 + hour * HOUR - 1000, 1);
    clock.advance(Duration.ofHours(2));
    assertThat(counts("a", hour)).endsWith("13");
    db.delete("t", List.of(Matcher.equal("name", "b")), T0 + 16 * HOUR + 1, T0 + 17 * HOUR);
    clock.advance(Duration.ofMinutes(5));
    String left = counts("b", hour);
    assertThat(left.split(" ")).hasSize(16);
    restart();
    clock.advance(Duration.ofMinutes(5));
    assertThat(counts("b", hour)).isEqualTo(left);
  }

  private static Histogram histogram(int observations) {
    return new Histogram(
        2,
        0.001,
        observations,
        observations * 3.0,
        observations * 0.5,
        List.of(new Span(observations % 2, 2)),
        new double[] {observations, observations},
        List.of(),
        new double[0],
        new double[0],
        ResetHint.UNKNOWN,
        true);
  }

  private void appendHistogram(long time, int observations) {
    try (SampleGroup group = db.openBackfill("t", "h")) {
      SampleBatch batch = new SampleBatch(time);
      batch.add(group.register(Labels.of("__name__", "h")), time, histogram(observations));
      assertThat(group.append(batch).complete()).isTrue();
    }
  }

  @Test
  void ofNativeHistogramsTheLastOneOfAWindowIsKeptAndThatIsSaid() throws IOException {
    for (int i = 1; i <= 10 * 4; i++) {
      clock.advance(Duration.ofMinutes(15));
      appendHistogram(clock.millis(), i);
    }
    clock.advance(Duration.ofHours(15));
    restart();
    long from = T0 + 24 * HOUR + 1;
    SeriesSelection selection =
        new SeriesSelection(
            "t", List.of(Matcher.equal("__name__", "h")), from, from + 4 * HOUR - 1, 0, 1, HOURLY);
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = db.select(selection)) {
      assertThat(found.size()).isEqualTo(1);
      found.read(0, samples);
      assertThat(found.infos())
          .singleElement()
          .asString()
          .startsWith("of native histograms up to ")
          .endsWith("only the last one in 1h is kept");
    }
    assertThat(samples.size()).isEqualTo(4);
    for (int hour = 1; hour <= 4; hour++) {
      int row = samples.from + hour - 1;
      assertThat(samples.times.millis(row)).isEqualTo(T0 + (24 + hour) * HOUR);
      assertThat(Objects.requireNonNull(samples.histograms)[row]).isEqualTo(histogram(4 * hour));
    }
  }

  @Test
  void aggregatesCanBeLookedAtAsTheyAreKept() {
    SeriesSelection selection =
        SeriesSelection.of("t", List.of(Matcher.equal("name", "b")), T0 + 1, T0 + 2 * HOUR);
    SeriesSamples samples = new SeriesSamples();
    List<String> kept = new ArrayList<>();
    try (SeriesSet found = db.aggregates(Resolution.ONE_HOUR, selection)) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        kept.add(found.labels(i).get("__aggregate__") + " " + samples.values[samples.from]);
      }
    }
    // Least, greatest, and first are those that the last one gives; the sum is count times last.
    assertThat(kept).containsExactly("count 12.0", "first 2.0", "last 2.0");
    try (SeriesSet none = db.aggregates(Resolution.FIVE_MINUTES, selection)) {
      assertThat(none.size()).isZero();
    }
  }
}
