package io.atalaya.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesLimitException;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.store.disk.DirectoryLockedException;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TsdbTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final String TENANT = SampleSink.DEFAULT_TENANT;
  private static final Labels UP = Labels.of("__name__", "up", "job", "web");

  private final VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
  @TempDir Path directory;
  private Tsdb db;

  @BeforeEach
  void openStore() throws IOException {
    db = Tsdb.open(directory, StoreOptions.defaults(), clock);
  }

  @AfterEach
  void closeStore() throws IOException {
    db.close();
  }

  private void restart() throws IOException {
    db.close();
    openStore();
  }

  private static void append(SampleGroup group, Labels labels, long time, double value) {
    SampleBatch batch = new SampleBatch(time);
    batch.add(group.register(labels), value);
    assertThat(group.append(batch).appended()).isEqualTo(1);
  }

  private List<String> read(String name) {
    List<String> lines = new ArrayList<>();
    try (SeriesSet found = select(name)) {
      SeriesSamples samples = new SeriesSamples();
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        StringBuilder line = new StringBuilder(found.labels(i).without("__name__").toString());
        for (int row = samples.from; row < samples.to; row++) {
          line.append(' ').append(samples.values[row]);
          line.append('@').append(samples.times.millis(row) - T0);
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private SeriesSet select(String name) {
    List<Matcher> byName = List.of(Matcher.equal("__name__", name));
    return db.select(SeriesSelection.of(TENANT, byName, 0, Long.MAX_VALUE));
  }

  @Test
  void givesBackWhatWasAppendedAlsoAfterARestart() throws IOException {
    SampleGroup group = db.open(TENANT, "target");
    append(group, UP, T0, 1);
    append(group, UP, T0 + 15, 0.25);
    assertThat(read("up")).containsExactly("{job=\"web\"} 1.0@0 0.25@15");
    restart();
    assertThat(read("up")).containsExactly("{job=\"web\"} 1.0@0 0.25@15");
    append(db.open(TENANT, "target"), UP, T0 + 30, 3);
    restart();
    assertThat(read("up")).containsExactly("{job=\"web\"} 1.0@0 0.25@15 3.0@30");
  }

  @Test
  void seriesOfOneScrapeShareTheirTimeColumn() {
    SampleGroup group = db.open(TENANT, "target");
    long a = group.register(UP.with("instance", "a"));
    long b = group.register(UP.with("instance", "b"));
    for (int i = 0; i < 200; i++) {
      SampleBatch batch = new SampleBatch(T0 + i);
      batch.add(a, i);
      batch.add(b, 7);
      group.append(batch);
    }
    SeriesSamples first = new SeriesSamples();
    SeriesSamples second = new SeriesSamples();
    try (SeriesSet found = select("up")) {
      found.read(0, first);
      found.read(1, second);
    }
    assertThat(first.size()).isEqualTo(200);
    assertThat(first.values[first.to - 1]).isEqualTo(199);
    assertThat(second.times).isSameAs(first.times);
  }

  @Test
  void sortsByMetricNameThenLabels() {
    SampleGroup group = db.open(TENANT, "target");
    Labels upper = Labels.of("A", "1", "__name__", "b");
    Labels lower = Labels.of("__name__", "a", "z", "1");
    append(group, upper, T0, 1);
    append(group, lower, T0, 1);
    append(group, lower.with("b", "0"), T0, 1);
    try (SeriesSet all =
        db.select(SeriesSelection.of(TENANT, List.of(), Long.MIN_VALUE, Long.MAX_VALUE))) {
      assertThat(all.labels(0)).isEqualTo(lower.with("b", "0"));
      assertThat(all.labels(1)).isEqualTo(lower);
      assertThat(all.labels(2)).isEqualTo(upper);
    }
  }

  @Test
  void lateSamplesAreSortedInAndTooLateOnesRefused() throws IOException {
    SampleGroup group = db.open(TENANT, "target");
    append(group, UP, T0, 1);
    append(group, UP, T0 - 1000, 2);
    SampleBatch tooLate = new SampleBatch(T0 - 3_600_001);
    tooLate.add(group.register(UP), 3);
    assertThat(group.append(tooLate).outOfOrder()).isEqualTo(1);
    restart();
    assertThat(read("up")).containsExactly("{job=\"web\"} 2.0@-1000 1.0@0");
  }

  @Test
  void anEqualSampleIsAcceptedAndAnotherValueAtTheSameTimeIsNot() throws IOException {
    SampleGroup group = db.open(TENANT, "target");
    append(group, UP, T0, 1);
    append(group, UP, T0, 1);
    SampleBatch other = new SampleBatch(T0);
    other.add(group.register(UP), 2);
    assertThat(group.append(other).duplicate()).isEqualTo(1);
    restart();
    assertThat(read("up")).containsExactly("{job=\"web\"} 1.0@0");
  }

  @Test
  void samplesTooFarAheadAndUnknownReferencesAreCounted() {
    SampleGroup group = db.open(TENANT, "target");
    SampleBatch batch = new SampleBatch(T0);
    batch.add(12345, 1);
    batch.add(SampleGroup.NO_SERIES, 1);
    batch.add(group.register(UP), T0 + 600_001, 1);
    SampleGroup.Appended appended = group.append(batch);
    assertThat(appended.unknownSeries()).isEqualTo(2);
    assertThat(appended.tooFarAhead()).isEqualTo(1);
    assertThat(appended.appended()).isZero();
  }

  @Test
  void aSeriesThatMissesAScrapeHasNoSampleThere() throws IOException {
    SampleGroup group = db.open(TENANT, "target");
    Labels other = UP.with("job", "db");
    append(group, UP, T0, 1);
    append(group, other, T0, 1);
    append(group, other, T0 + 10, 1);
    append(group, UP, T0 + 20, 1);
    append(group, other, T0 + 20, 1);
    restart();
    assertThat(read("up"))
        .containsExactly("{job=\"db\"} 1.0@0 1.0@10 1.0@20", "{job=\"web\"} 1.0@0 1.0@20");
  }

  @Test
  void everyBitPatternSurvivesAlsoThoseTheColumnsReserve() throws IOException {
    long[] patterns = {
      SampleValue.STALE_BITS,
      SampleValue.NAN_BITS,
      0x7ff4_a85e_0000_0001L,
      0x7ff4_a85e_0000_0002L,
      0x8000_0000_0000_0000L,
      1L,
      0x7ff0_0000_0000_0000L,
      Double.doubleToRawLongBits(0.1 + 0.2),
      Double.doubleToRawLongBits(9007199254740991.0),
    };
    SampleGroup group = db.open(TENANT, "target");
    for (int i = 0; i < patterns.length; i++) {
      append(group, UP, T0 + i, Double.longBitsToDouble(patterns[i]));
    }
    restart();
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = select("up")) {
      found.read(0, samples);
    }
    assertThat(samples.size()).isEqualTo(patterns.length);
    for (int i = 0; i < patterns.length; i++) {
      assertThat(Double.doubleToRawLongBits(samples.values[samples.from + i]))
          .isEqualTo(patterns[i]);
    }
  }

  @Test
  void histogramsAndStartTimesComeBack() throws IOException {
    Histogram histogram =
        new Histogram(
            3,
            1e-9,
            2,
            17,
            Double.NaN,
            List.of(new Span(-2, 2), new Span(1, 1)),
            new double[] {3, 5, 7},
            List.of(),
            new double[0],
            new double[0],
            ResetHint.NOT_RESET,
            true);
    SampleGroup group = db.open(TENANT, "target");
    SampleBatch batch = new SampleBatch(T0);
    batch.add(group.register(UP), T0, histogram);
    batch.startedAt(T0 - 5000);
    group.append(batch);
    append(group, UP, T0 + 1, 4);
    restart();
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = select("up")) {
      found.read(0, samples);
    }
    assertThat(requireNonNull(samples.histograms)[samples.from]).isEqualTo(histogram);
    assertThat(requireNonNull(samples.histograms)[samples.from + 1]).isNull();
    assertThat(requireNonNull(samples.startMillis)[samples.from]).isEqualTo(T0 - 5000);
    assertThat(samples.values[samples.from + 1]).isEqualTo(4);
  }

  @Test
  void exemplarsAndMetadataComeBackOnceEach() throws IOException {
    SampleGroup group = db.open(TENANT, "target");
    SampleBatch batch = new SampleBatch(T0);
    long ref = group.register(UP);
    batch.add(ref, 1);
    batch.add(new SampleBatch.Exemplar(ref, Labels.of("trace_id", "abc"), 0.5, T0 - 3));
    batch.add(new SampleBatch.Metadata("up", "gauge", "", "Whether the target is up"));
    group.append(batch);
    group.append(batch);
    for (int round = 0; round < 2; round++) {
      SeriesSelection all = SeriesSelection.of(TENANT, List.of(), 0, Long.MAX_VALUE);
      List<SampleBatch.Exemplar> ofUp = requireNonNull(db.exemplars(all).get(UP));
      assertThat(ofUp).hasSize(1);
      assertThat(ofUp.getFirst().labels().get("trace_id")).isEqualTo("abc");
      assertThat(db.metadata(TENANT)).isEqualTo(batch.metadata());
      restart();
    }
  }

  @Test
  void anIdleSeriesIsForgottenAndItsReferenceNotUsedAgain() {
    SampleGroup group = db.open(TENANT, "target");
    append(group, UP, T0, 1);
    long old = group.register(UP);
    clock.advance(Duration.ofDays(15).plusMinutes(3));
    assertThat(db.activeSeries(TENANT)).isZero();
    assertThat(read("up")).isEmpty();
    long other = group.register(UP.with("job", "other"));
    SampleBatch batch = new SampleBatch(clock.millis());
    batch.add(old, 1);
    batch.add(other, 2);
    assertThat(group.append(batch)).isEqualTo(new SampleGroup.Appended(1, 0, 0, 0, 1));
    assertThat(other).isNotEqualTo(old);
    assertThat(group.register(UP)).isNotEqualTo(old);
  }

  @Test
  void whatASelectionFoundStaysAlsoWhenItsSeriesAreForgotten() {
    SampleGroup group = db.open(TENANT, "target");
    append(group, UP, T0, 1);
    append(group, UP, T0 - 5, 2);
    try (SeriesSet found = select("up")) {
      clock.advance(Duration.ofDays(15).plusMinutes(3));
      append(group, UP.with("job", "other"), clock.millis(), 9);
      SeriesSamples samples = new SeriesSamples();
      found.read(0, samples);
      assertThat(found.labels(0)).isEqualTo(UP);
      assertThat(samples.size()).isEqualTo(2);
      assertThat(samples.values[samples.to - 1]).isEqualTo(1);
    }
  }

  @Test
  void memoryAndLogOfSeriesThatComeAndGoStayBounded() throws IOException {
    db.close();
    StoreOptions options =
        StoreOptions.defaults().withRetention(Duration.ofHours(1)).withSegmentBytes(1 << 16);
    db = Tsdb.open(directory, options, clock);
    for (int generation = 0; generation < 30; generation++) {
      try (SampleGroup group = db.open(TENANT, "pod " + generation)) {
        SampleBatch batch = new SampleBatch(clock.millis());
        for (int i = 0; i < 1000; i++) {
          batch.add(group.register(UP.with("pod", generation + "-" + i)), i);
        }
        assertThat(group.append(batch).appended()).isEqualTo(1000);
      }
      clock.advance(Duration.ofMinutes(20));
    }
    assertThat(db.activeSeries(TENANT)).isLessThan(5000);
    assertThat(db.labelValues("pod", SeriesSelection.of(TENANT, List.of(), 0, Long.MAX_VALUE), 0))
        .hasSizeLessThan(5000);
    try (Stream<Path> segments = Files.list(directory.resolve("wal"))) {
      assertThat(segments.count()).isLessThan(8);
    }
    db.close();
    db = Tsdb.open(directory, options, clock);
    db.maintain();
    assertThat(read("up").size()).isBetween(2000, 4000);
  }

  @Test
  void everySeriesIsInExactlyOneShardOfASelection() {
    SampleGroup group = db.open(TENANT, "target");
    for (int i = 0; i < 50; i++) {
      append(group, UP.with("instance", "" + i), T0, i);
    }
    int found = 0;
    for (int shard = 0; shard < 3; shard++) {
      SeriesSelection part = new SeriesSelection(TENANT, List.of(), 0, T0, shard, 3);
      try (SeriesSet series = db.select(part)) {
        assertThat(series.size()).isBetween(1, 49);
        found += series.size();
      }
    }
    assertThat(found).isEqualTo(50);
  }

  @Test
  void tenantsSeeTheirOwnSeriesOnly() throws IOException {
    append(db.open(TENANT, "target"), UP, T0, 1);
    append(db.open("other", "target"), UP, T0, 2);
    restart();
    assertThat(db.tenants()).containsExactly(TENANT, "other");
    assertThat(read("up")).containsExactly("{job=\"web\"} 1.0@0");
    assertThat(db.select(SeriesSelection.of("nobody", List.of(), 0, T0)).size()).isZero();
  }

  @Test
  void takesNothingAfterItWasClosed() throws IOException {
    SampleGroup group = db.open(TENANT, "target");
    append(group, UP, T0, 1);
    db.close();
    SampleBatch batch = new SampleBatch(T0 + 1);
    batch.add(group.register(UP), 1);
    assertThatThrownBy(() -> group.append(batch))
        .isInstanceOf(SinkUnavailableException.class)
        .hasMessageContaining("closed");
    openStore();
    assertThat(read("up")).containsExactly("{job=\"web\"} 1.0@0");
  }

  @Test
  void samplesOfAnyAgeAreTakenAsBackfill() throws IOException {
    append(db.open(TENANT, "target"), UP, T0, 1);
    SampleGroup backfill = db.openBackfill(TENANT, "import");
    SampleBatch batch = new SampleBatch(T0);
    long ref = backfill.register(UP);
    for (int day = 14; day > 0; day--) {
      batch.add(ref, T0 - day * 86_400_000L, day);
    }
    assertThat(backfill.append(batch).appended()).isEqualTo(14);
    restart();
    assertThat(read("up").getFirst()).startsWith("{job=\"web\"} 14.0@").endsWith("1.0@0");
    assertThat(read("up").getFirst().split("@", -1)).hasSize(16);
  }

  @Test
  void matchersSelectAsPromqlSays() {
    SampleGroup group = db.open(TENANT, "target");
    append(group, UP.with("instance", "a"), T0, 1);
    append(group, UP.with("instance", "b"), T0, 2);
    append(group, UP, T0, 3);
    assertThat(values(Matcher.of(Matcher.Type.REGEX, "instance", "a|b"))).containsExactly(1.0, 2.0);
    assertThat(values(Matcher.of(Matcher.Type.REGEX, "instance", "a|")))
        .containsExactlyInAnyOrder(1.0, 3.0);
    assertThat(values(Matcher.equal("instance", ""))).containsExactly(3.0);
    assertThat(values(Matcher.of(Matcher.Type.NOT_EQUAL, "instance", ""))).hasSize(2);
    assertThat(values(Matcher.of(Matcher.Type.NOT_REGEX, "instance", "a|"))).containsExactly(2.0);
    assertThat(values(Matcher.of(Matcher.Type.NOT_EQUAL, "instance", "a"))).hasSize(2);
    assertThat(values(Matcher.equal("nowhere", "x"))).isEmpty();
    SeriesSelection all = SeriesSelection.of(TENANT, List.of(), 0, Long.MAX_VALUE);
    assertThat(db.labelNames(all, 0)).containsExactly("__name__", "instance", "job");
    assertThat(db.labelValues("instance", all, 1)).containsExactly("a");
  }

  private List<Double> values(Matcher matcher) {
    List<Double> values = new ArrayList<>();
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found =
        db.select(SeriesSelection.of(TENANT, List.of(matcher), 0, Long.MAX_VALUE))) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        values.add(samples.values[samples.from]);
      }
    }
    return values;
  }

  @Test
  void refusesAnotherHolderOfTheDirectoryByName() {
    assertThatThrownBy(() -> Tsdb.open(directory, StoreOptions.defaults(), clock))
        .isInstanceOf(DirectoryLockedException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("another process");
  }

  @Test
  void refusesSeriesBeyondTheLimitAndSaysWhy() throws IOException {
    db.close();
    db = Tsdb.open(directory, StoreOptions.defaults().withMaxSeriesPerTenant(1), clock);
    SampleGroup group = db.open(TENANT, "target");
    group.register(UP);
    group.register(UP);
    assertThatThrownBy(() -> group.register(UP.with("job", "db")))
        .isInstanceOf(SeriesLimitException.class)
        .hasMessageContaining("default")
        .hasMessageContaining("db");
  }
}
