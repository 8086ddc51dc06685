package io.atalaya.query;

import java.util.concurrent.Executor;

/**
 * Threads that help the thread of a query with queries over many series. They only ever compute:
 * what helps a query whose receiver is slow goes away instead of waiting.
 *
 * @param executor runs the helpers; may let them wait, since a query comes to its end without
 * @param count how many help one query at most
 */
public record HelperThreads(Executor executor, int count) {
  /** Every query for itself. */
  public static final HelperThreads NONE = new HelperThreads(Runnable::run, 0);

  public HelperThreads {
    if (count < 0) {
      throw new IllegalArgumentException("helpers must not be negative: " + count);
    }
  }
}
