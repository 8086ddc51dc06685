package io.atalaya.query;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescriptionParser;
import java.util.Random;

/** So many series that queries over them are worth several threads. */
final class ManySeries {
  static final int SERIES = 1500;
  static final long END_MILLIS = 1_800_000;
  private static final long INTERVAL_MILLIS = 60_000;
  private static final int HISTOGRAM_EVERY = 50;

  private static final SeriesDescriptionParser PARSER =
      new SeriesDescriptionParser((a, b) -> a, (a, b) -> a);

  private ManySeries() {}

  /** Counters with resets, gaps and odd numbers, and some native histograms. */
  static MemorySource source() {
    MemorySource source = new MemorySource();
    Random random = new Random(7);
    for (int i = 0; i < SERIES; i++) {
      Labels.Builder labels = Labels.builder();
      labels.set("__name__", i % 3 == 0 ? "errors_total" : "requests_total");
      labels.set("instance", "host-" + i / 10).set("code", Integer.toString(200 + i % 10));
      addCounter(source, labels.build(), random);
    }
    for (int i = 0; i < SERIES / HISTOGRAM_EVERY; i++) {
      addHistograms(source, Labels.of("__name__", "requests_total", "native", "n" + i), random);
    }
    return source;
  }

  private static void addCounter(MemorySource source, Labels labels, Random random) {
    double value = random.nextDouble() * Math.pow(10, random.nextInt(12));
    for (long t = random.nextInt(5000); t <= END_MILLIS; t += INTERVAL_MILLIS) {
      value = random.nextInt(40) == 0 ? 0 : value + random.nextDouble();
      if (random.nextInt(20) != 0) {
        source.add(labels, t, value, 0);
      }
    }
  }

  private static void addHistograms(MemorySource source, Labels labels, Random random) {
    for (long t = 0; t <= END_MILLIS; t += INTERVAL_MILLIS) {
      source.add(labels, t, histogram(random), 0);
    }
  }

  private static Histogram histogram(Random random) {
    String text =
        "{{schema:%d sum:%s count:6.3 z_bucket:1.1 buckets:[%s 2.2 3]}}"
            .formatted(random.nextInt(3), random.nextDouble(), random.nextDouble());
    SequenceValue value = PARSER.parse("x " + text).values().getFirst();
    return ((SequenceValue.HistogramValue) value).value();
  }
}
