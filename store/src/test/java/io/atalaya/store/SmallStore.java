package io.atalaya.store;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store that has something of everything in its files, made to be damaged. */
final class SmallStore {
  static final Path DIRECTORY = Path.of("/data");
  private static final String TENANT = "t";
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int STEPS = 60;
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withSegmentBytes(2_000)
          .withBlockRange(Duration.ofMinutes(10))
          .withLateWindow(Duration.ofMinutes(5))
          .withRetention(Duration.ofHours(11));

  private static final Instant END = Instant.ofEpochMilli(T0).plus(STEP.multipliedBy(STEPS));

  private final HostileDisk disk = new HostileDisk(0);
  private final Map<Labels, Map<Long, Model.Sample>> sent = new HashMap<>();

  private SmallStore() {}

  static SmallStore create() throws IOException {
    SmallStore store = new SmallStore();
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
    Tsdb db = Tsdb.open(DIRECTORY, OPTIONS, clock, store.disk);
    for (int step = 0; step < STEPS; step++) {
      store.append(db, clock.millis(), step);
      clock.advance(STEP);
    }
    db.delete(TENANT, List.of(Matcher.equal("i", "1")), T0, T0 + 600_000);
    db.delete(TENANT, List.of(Matcher.of(Matcher.Type.REGEX, "i", "2|3")), T0, T0 + 60_000);
    store.disk.crashProcess();
    return store;
  }

  private void append(Tsdb db, long time, int step) {
    try (SampleGroup group = db.open(TENANT, "source")) {
      SampleBatch batch = new SampleBatch(time);
      for (int i = 0; i < 12; i++) {
        Labels labels = Labels.of("__name__", "m" + i % 3, "i", "" + i, "ü", "ñ".repeat(i));
        long ref = group.register(labels);
        Model.Sample sample = sample(labels, time, i, step);
        Histogram histogram = sample.histogram();
        if (histogram == null) {
          batch.add(ref, time, Double.longBitsToDouble(sample.bits()));
        } else {
          batch.add(ref, time, histogram);
        }
        batch.startedAt(sample.start());
        sent.computeIfAbsent(labels, l -> new HashMap<>()).put(time, sample);
        batch.add(new Exemplar(ref, Labels.of("trace", "" + step), step, time));
      }
      batch.add(new Metadata("m" + step % 3, "counter", "seconds", "help " + step));
      group.append(batch);
    }
  }

  private static Model.Sample sample(Labels labels, long time, int i, int step) {
    double value =
        switch (i % 4) {
          case 0 -> step * 7;
          case 1 -> step / 100.0;
          case 2 -> Math.sin(step);
          default -> step % 20 == 3 ? Double.NaN : 5;
        };
    double[] none = new double[0];
    Histogram histogram =
        i < 10
            ? null
            : new Histogram(
                2,
                1e-9,
                0,
                step + 3,
                value,
                List.of(new Span(1, 2)),
                new double[] {step, 3},
                List.of(),
                none,
                none,
                ResetHint.UNKNOWN,
                true);
    long bits = histogram == null ? Double.doubleToRawLongBits(value) : 0;
    return new Model.Sample(labels, time, bits, i == 5 ? T0 : 0, histogram);
  }

  /** A disk with its files. */
  HostileDisk disk() {
    return disk.copy();
  }

  /** Its files, of which damage should be noticed. */
  List<Path> files() {
    return disk.files();
  }

  static Tsdb open(HostileDisk disk) throws IOException {
    return Tsdb.open(DIRECTORY, OPTIONS, new VirtualScheduler(END), disk);
  }

  /** All that a store has. */
  static Set<Model.Sample> read(Tsdb db) {
    Set<Model.Sample> found = new HashSet<>();
    SeriesSamples samples = new SeriesSamples();
    SeriesSelection all = SeriesSelection.of(TENANT, List.of(), 0, Long.MAX_VALUE);
    try (SeriesSet series = db.select(all)) {
      for (int i = 0; i < series.size(); i++) {
        series.read(i, samples);
        found.addAll(Model.toList(series.labels(i), samples));
      }
    }
    db.labelValues("i", all, 0);
    db.labelNames(all, 0);
    db.exemplars(all);
    db.metadata(TENANT);
    return found;
  }

  /** Whether a sample was appended just like that. */
  boolean wasSent(Model.Sample sample) {
    return sample.equals(sent.getOrDefault(sample.labels(), Map.of()).get(sample.time()));
  }
}
