package io.atalaya.collect.remote;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What one writer has done. */
final class WriteCounters {
  /** Upper bounds of the durations of requests, in seconds. */
  static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60, 120, 300
  };

  final Kinds sent = new Kinds();
  final Kinds failed = new Kinds();
  final Kinds retried = new Kinds();
  final Kinds notSent = new Kinds();
  final Kinds tooOld = new Kinds();
  final LongAdder customBuckets = new LongAdder();
  final LongAdder enqueueRetries = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder metadataBytes = new LongAdder();
  final LongAdder metadata = new LongAdder();
  final LongAdder metadataFailed = new LongAdder();
  final LongAdder metadataRetried = new LongAdder();
  final LongAccumulator highestReadMillis = new LongAccumulator(Math::max, 0);
  final LongAccumulator highestSentMillis = new LongAccumulator(Math::max, 0);
  private final long[] durations = new long[BOUNDS.length + 1];
  private double seconds;

  /** Counts samples of each kind. */
  static final class Kinds {
    private final LongAdder samples = new LongAdder();
    private final LongAdder histograms = new LongAdder();
    private final LongAdder exemplars = new LongAdder();

    void add(Amounts more) {
      samples.add(more.samples());
      histograms.add(more.histograms());
      exemplars.add(more.exemplars());
    }

    Amounts sum() {
      return new Amounts(samples.sum(), histograms.sum(), exemplars.sum());
    }
  }

  synchronized void took(double requestSeconds) {
    int bucket = 0;
    while (bucket < BOUNDS.length && requestSeconds > BOUNDS[bucket]) {
      bucket++;
    }
    durations[bucket]++;
    seconds += requestSeconds;
  }

  /** Requests by their durations; the last of them are those above all bounds. */
  synchronized long[] durations() {
    return durations.clone();
  }

  synchronized double seconds() {
    return seconds;
  }
}
