package io.atalaya.query.exec;

import io.atalaya.model.QueryException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the samples a query reads and holds, and ends the query that holds too many. Safe for many
 * threads.
 */
final class Budget {
  /** A time and a float; a histogram counts as so many samples as it has times as many bytes. */
  private static final long SAMPLE_BYTES = 16;

  /** Where a series is stored and to which group it belongs; its labels are the store's. */
  private static final long SERIES_BYTES = 64;

  private final long maxSamples;
  private final long maxBytes;
  private final AtomicLong held = new AtomicLong();
  private final LongAccumulator peak = new LongAccumulator(Math::max, 0);
  private final LongAdder read = new LongAdder();
  private final LongAdder series = new LongAdder();

  Budget(long maxSamples, long maxBytes) {
    this.maxSamples = maxSamples;
    this.maxBytes = maxBytes;
  }

  void hold(long samples) {
    long now = held.addAndGet(samples);
    peak.accumulate(now);
    requireAffordable(now);
  }

  /**
   * Refuses what would be too much before any memory is taken for it.
   *
   * @throws QueryException with Prometheus' words
   */
  void requireAffordable(long samples) {
    if (samples > maxSamples) {
      throw refused("samples");
    }
    if (samples * SAMPLE_BYTES + series.sum() * SERIES_BYTES > maxBytes) {
      throw refused("bytes");
    }
  }

  private static QueryException refused(String what) {
    return new QueryException(
        QueryException.Kind.EXECUTION,
        "query processing would load too many %s into memory in query execution".formatted(what));
  }

  void release(long samples) {
    held.addAndGet(-samples);
  }

  void countRead(long samples) {
    read.add(samples);
  }

  void countSeries(long found) {
    series.add(found);
    requireAffordable(held.get());
  }

  long peak() {
    return peak.get();
  }

  long read() {
    return read.sum();
  }

  long series() {
    return series.sum();
  }
}
