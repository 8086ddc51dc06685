package io.atalaya.store;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Steps that follow from their number alone, so that a process that was killed and the one that
 * checks need not exchange more than how many there were. Most steps are a batch of one of three
 * sources, with floats and histograms in order and some that come late; a few delete.
 */
final class KillWorkload {
  static final Duration STEP = Duration.ofSeconds(5);

  /** Ranges are so short that each life of the process cuts and merges. */
  static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withSegmentBytes(20_000)
          .withBlockRange(Duration.ofMinutes(1))
          .withLateWindow(Duration.ofMinutes(2))
          .withRetention(Duration.ofHours(1));

  static final String TENANT = SampleSink.DEFAULT_TENANT;
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int SOURCES = 3;
  private static final int SERIES = 12;
  private static final int LATE_MILLIS = 60_000 - 1_234;
  private static final Duration DELETED_FROM = Duration.ofMinutes(20);
  private static final Duration DELETED_TO = Duration.ofMinutes(10);

  private KillWorkload() {}

  static long time(int step) {
    return T0 + step * STEP.toMillis();
  }

  /** From when on everything is there. */
  static long horizon(int step) {
    return time(step) - OPTIONS.retention().toMillis();
  }

  private static boolean deletes(int step) {
    return step % 50 == 37;
  }

  private static List<Matcher> deleted(int step) {
    return List.of(Matcher.of(Matcher.Type.REGEX, "i", "[0-" + step % 7 + "]"));
  }

  /** Does a step to what is expected. */
  static void apply(Model model, int step) {
    if (deletes(step)) {
      model.delete(deleted(step), deletedFrom(step), deletedTo(step));
    } else {
      samples(step).forEach(model::put);
    }
    model.dropBefore(horizon(step));
  }

  /** Does a step to a store; returns when it is acknowledged. */
  static void apply(Tsdb db, int step) throws IOException {
    if (deletes(step)) {
      db.delete(TENANT, deleted(step), deletedFrom(step), deletedTo(step));
      return;
    }
    try (SampleGroup group = db.open(TENANT, "source " + step % SOURCES)) {
      SampleGroup.Appended appended = append(group, step);
      // A series may be forgotten between its registration and the append.
      while (appended.unknownSeries() > 0) {
        appended = append(group, step);
      }
      if (!appended.complete()) {
        throw new IllegalStateException("step " + step + ": " + appended);
      }
    }
  }

  private static long deletedFrom(int step) {
    return time(step) - DELETED_FROM.toMillis();
  }

  private static long deletedTo(int step) {
    return time(step) - DELETED_TO.toMillis();
  }

  private static SampleGroup.Appended append(SampleGroup group, int step) {
    SampleBatch batch = new SampleBatch(time(step));
    for (Model.Sample sample : samples(step)) {
      long ref = group.register(sample.labels());
      Histogram histogram = sample.histogram();
      if (histogram == null) {
        batch.add(ref, sample.time(), Double.longBitsToDouble(sample.bits()));
      } else {
        batch.add(ref, sample.time(), histogram);
      }
      batch.startedAt(sample.start());
    }
    if (step % 10 == 0) {
      batch.requireDurable();
    }
    return group.append(batch);
  }

  private static List<Model.Sample> samples(int step) {
    List<Model.Sample> samples = new ArrayList<>();
    int source = step % SOURCES;
    for (int i = 0; i < SERIES; i++) {
      samples.add(sample(source, i, step, time(step) - step % 7));
    }
    for (int i = 0; i < SERIES && step % 4 == 1; i += 2) {
      samples.add(sample(source, i, step, time(step) - LATE_MILLIS + i));
    }
    return samples;
  }

  private static Model.Sample sample(int source, int i, int step, long time) {
    Labels labels = Labels.of("__name__", "m" + i % 3, "i", "" + i, "source", "" + source);
    Random random = new Random(time * 31 + i);
    Histogram histogram = i % 5 == 4 && step % 9 != 8 ? histogram(random, step) : null;
    long bits = histogram == null ? Double.doubleToRawLongBits(value(i, step, random)) : 0;
    long start = i == 7 ? time(step - step % 100) : 0;
    return new Model.Sample(labels, time, bits, start, histogram);
  }

  private static double value(int i, int step, Random random) {
    return switch (i % 5) {
      case 0 -> 1;
      case 1 -> step * i;
      case 2 -> step / 100.0;
      default -> random.nextInt(40) == 0 ? Double.NaN : random.nextGaussian();
    };
  }

  private static @Nullable Histogram histogram(Random random, int step) {
    double[] counts = {step, 10 + random.nextInt(9), random.nextInt(100)};
    double count = counts[0] + counts[1] + counts[2];
    List<Span> spans = List.of(new Span(step / 200 - 3, 2), new Span(1, 1));
    double[] none = new double[0];
    return new Histogram(
        3,
        1e-9,
        0,
        count,
        random.nextDouble(),
        spans,
        counts,
        List.of(),
        none,
        none,
        ResetHint.UNKNOWN,
        true);
  }
}
