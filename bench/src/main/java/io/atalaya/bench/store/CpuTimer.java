package io.atalaya.bench.store;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Measures how long this thread is on a processor, which other programs on the machine disturb less
 * than the time on the wall. Slices that others' use of caches made slow are left out: what counts
 * is the third of the slices that were fastest.
 */
final class CpuTimer {
  private static final int SLICES = 15;
  private static final long WARM_UP_NANOS = 4_000_000_000L;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private CpuTimer() {}

  /** Something to measure. */
  interface Work {
    void run() throws Exception;
  }

  /** Time of this thread on a processor so far. */
  static long nanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Nanoseconds per operation of work that does so many at a time. */
  static double nanosPerOperation(long operations, Work work) throws Exception {
    for (long start = nanos(); nanos() - start < WARM_UP_NANOS; ) {
      work.run();
    }
    double[] slices = new double[SLICES];
    for (int i = 0; i < SLICES; i++) {
      long start = nanos();
      work.run();
      slices[i] = (double) (nanos() - start) / operations;
    }
    Arrays.sort(slices);
    return slices[SLICES / 3];
  }
}
