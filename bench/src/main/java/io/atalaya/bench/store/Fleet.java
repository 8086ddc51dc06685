package io.atalaya.bench.store;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Targets that are scraped, each with series of mixed kinds; the same every time it is made. */
final class Fleet {
  /** Start of the load: midnight, so that the windows of compaction begin with it. */
  static final long START_MILLIS = 1_782_864_000_000L;

  static final long INTERVAL_MILLIS = 15_000;
  private static final int JITTER_MILLIS = 5;
  private static final String[] MODES = {"idle", "system", "user", "iowait"};

  final int targets;
  final int seriesPerTarget;
  private final SeriesKind.Source[] sources;
  private final Random jitter = new Random(11);

  Fleet(int targets, int seriesPerTarget) {
    this.targets = targets;
    this.seriesPerTarget = seriesPerTarget;
    sources = new SeriesKind.Source[targets * seriesPerTarget];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = source(i);
    }
  }

  /**
   * A series from its start. Seeds are scrambled, because generators with neighbouring seeds begin
   * with nearly the same number, and all series would be of one size.
   */
  static SeriesKind.Source source(int series) {
    return SeriesKind.ofSeries(series).source(new Random(series * 0x9E37_79B9_7F4A_7C15L));
  }

  int series() {
    return sources.length;
  }

  /** When a target is scraped in a round: spread over the interval, and never quite on time. */
  long scrapeMillis(int target, int round) {
    long offset = target * INTERVAL_MILLIS / targets;
    return START_MILLIS + round * INTERVAL_MILLIS + offset + jitter.nextInt(2 * JITTER_MILLIS + 1);
  }

  /** The next value of a series. */
  double next(int target, int member) {
    return sources[target * seriesPerTarget + member].next();
  }

  /** The labels of all series of a target. */
  List<Labels> labels(int target) {
    List<Labels> labels = new ArrayList<>(seriesPerTarget);
    for (int member = 0; member < seriesPerTarget; member++) {
      labels.add(labels(target, member));
    }
    return labels;
  }

  private static Labels labels(int target, int member) {
    return Labels.of(
        "__name__",
        "app_metric_%03d_total".formatted(member / MODES.length),
        "instance",
        "host-%05d.example.net:9100".formatted(target),
        "job",
        "job-" + target % 7,
        "mode",
        MODES[member % MODES.length]);
  }
}
