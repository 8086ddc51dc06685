package io.atalaya.query;

import io.atalaya.model.QueryException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Ends a query whose time is up, or whose answer nobody waits for any more. Asked often, by all
 * threads that work on the query; an interrupt of one of them ends the work of all.
 */
final class Watch implements Runnable {
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final LongSupplier nanoTime;
  private final long deadline;
  private final BooleanSupplier unwanted;
  private volatile boolean cancelled;
  private long turnEnd;

  Watch(LongSupplier nanoTime, long deadline, BooleanSupplier unwanted) {
    this.nanoTime = nanoTime;
    this.deadline = deadline;
    this.unwanted = unwanted;
    turnEnd = nanoTime.getAsLong() + TURN_NANOS;
  }

  /**
   * Returns if the query may go on.
   *
   * @throws QueryException with Prometheus' words otherwise
   */
  @Override
  public void run() {
    if (cancelled || Thread.currentThread().isInterrupted() || unwanted.getAsBoolean()) {
      cancelled = true;
      throw new QueryException(
          QueryException.Kind.CANCELED, "query was canceled in expression evaluation");
    }
    long now = nanoTime.getAsLong();
    if (now - deadline > 0) {
      throw new QueryException(
          QueryException.Kind.TIMEOUT, "query timed out in expression evaluation");
    }
    if (Thread.currentThread().isVirtual()) {
      letOthersRun(now);
    }
  }

  /** Virtual threads share few real ones and keep them until they wait for something. */
  @SuppressWarnings("ThreadPriorityCheck")
  private void letOthersRun(long now) {
    if (now - turnEnd > 0) {
      turnEnd = now + TURN_NANOS;
      Thread.yield();
    }
  }
}
