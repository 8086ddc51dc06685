package io.atalaya.query.exec;

import io.atalaya.model.QueryException;

/** Counts the samples a query reads and holds, and ends the query that holds too many. */
final class Budget {
  private final long maxSamples;
  private long held;
  private long peak;
  private long read;
  private long series;

  Budget(long maxSamples) {
    this.maxSamples = maxSamples;
  }

  synchronized void hold(long samples) {
    held += samples;
    peak = Math.max(peak, held);
    requireAffordable(held);
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

  synchronized void release(long samples) {
    held -= samples;
  }

  synchronized void countRead(long samples) {
    read += samples;
  }

  synchronized void countSeries(long found) {
    series += found;
  }

  synchronized long peak() {
    return peak;
  }

  synchronized long read() {
    return read;
  }

  synchronized long series() {
    return series;
  }
}
