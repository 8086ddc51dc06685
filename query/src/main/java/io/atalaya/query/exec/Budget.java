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
  private final long maxSamples;
  private final AtomicLong held = new AtomicLong();
  private final LongAccumulator peak = new LongAccumulator(Math::max, 0);
  private final LongAdder read = new LongAdder();
  private final LongAdder series = new LongAdder();

  Budget(long maxSamples) {
    this.maxSamples = maxSamples;
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
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "query processing would load too many samples into memory in query execution");
    }
  }

  void release(long samples) {
    held.addAndGet(-samples);
  }

  void countRead(long samples) {
    read.add(samples);
  }

  void countSeries(long found) {
    series.add(found);
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
