package io.atalaya.query.exec;

import java.util.concurrent.atomic.AtomicLongArray;

/** The counts of a whole query, by step. */
public final class StepCounts implements SampleCount {
  private final AtomicLongArray queryable;
  private final AtomicLongArray read;

  public StepCounts(int steps) {
    queryable = new AtomicLongArray(steps);
    read = new AtomicLongArray(steps);
  }

  @Override
  public void queryable(int step, long samples) {
    queryable.addAndGet(step, samples);
  }

  @Override
  public void read(int step, long samples) {
    read.addAndGet(step, samples);
  }

  /** Samples looked at, by step. */
  public long[] queryable() {
    return copy(queryable);
  }

  /** Samples read newly, by step. */
  public long[] read() {
    return copy(read);
  }

  private static long[] copy(AtomicLongArray counts) {
    long[] copy = new long[counts.length()];
    for (int step = 0; step < copy.length; step++) {
      copy[step] = counts.get(step);
    }
    return copy;
  }
}
