package io.atalaya.query.exec;

import io.atalaya.model.QueryException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the series of a table on several threads and hands them on, on one thread, in the order of
 * the table.
 *
 * <p>The table is cut into <em>morsels</em> of some series × all steps; where it is cut depends on
 * the table only. Whoever is free claims the next morsel and fills it. The thread of the query
 * takes the filled ones in their order; while the next is not ready, it fills one itself:
 *
 * <pre>
 *   morsel    0    1    2    3    4    5 …        claimed, not taken: at most {@code ring.length}
 *            taken     ready busy busy             so that memory does not grow with the table
 *                 ▲              ▲    ▲
 *                 query's thread waits for this one, or fills 5
 * </pre>
 *
 * So what is computed from the series does not depend on the number of threads, to the last bit,
 * and neither does the error of a query that fails: the failure of the first morsel counts.
 */
final class ParallelScan {
  /** Values of a morsel, about; what fits into the cache next to a thread. */
  private static final int VALUES = 8192;

  private static final int MOST_SERIES = 256;
  private static final int FEWEST_SERIES = 4;

  /** Fewer morsels than this are not worth waking somebody for. */
  private static final int WORTH_HELP = 4;

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Evaluation evaluation;
  private final SeriesTable table;
  private final int steps;
  private final int seriesPerMorsel;
  private final int morsels;
  private final Executor executor;
  private final int mostHelpers;
  private final @Nullable Morsel[] ring;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int nextClaim;
  private int nextTake;
  private int asked;
  private int working;
  private volatile boolean closed;

  private ParallelScan(Evaluation evaluation, SeriesTable table, int steps) {
    this.evaluation = evaluation;
    this.table = table;
    this.steps = steps;
    seriesPerMorsel = seriesPerMorsel(steps);
    morsels = Math.ceilDiv(table.size(), seriesPerMorsel);
    executor = evaluation.settings().helpers();
    mostHelpers = Math.min(evaluation.settings().mostHelpers(), morsels - 1);
    ring = new Morsel[2 * (mostHelpers + 1)];
  }

  private static int seriesPerMorsel(int steps) {
    return Math.clamp(VALUES / Math.max(steps, 1), FEWEST_SERIES, MOST_SERIES);
  }

  static boolean isWorthwhile(Evaluation evaluation, SeriesTable table, int steps) {
    return evaluation.settings().mostHelpers() > 0
        && table.size() >= WORTH_HELP * seriesPerMorsel(steps);
  }

  /** Takes the series, one after the other. */
  static void run(Evaluation evaluation, SeriesTable table, int steps, ColumnConsumer consumer) {
    ParallelScan scan = new ParallelScan(evaluation, table, steps);
    try {
      scan.take(consumer);
    } finally {
      scan.close();
    }
  }

  /** Some series: their values, or why there are none. */
  private final class Morsel {
    private final Column[] columns = new Column[seriesPerMorsel];
    private int index;
    private boolean ready;
    private @Nullable Throwable failure;

    void fill(SeriesTable.Cursor cursor) {
      int from = index * seriesPerMorsel;
      int n = Math.min(seriesPerMorsel, table.size() - from);
      for (int k = 0; k < n && !closed; k++) {
        if (columns[k] == null) {
          columns[k] = new Column(steps);
        }
        cursor.read(from + k, columns[k]);
      }
    }

    void giveTo(ColumnConsumer consumer) {
      rethrow(failure);
      int from = index * seriesPerMorsel;
      int n = Math.min(seriesPerMorsel, table.size() - from);
      for (int k = 0; k < n; k++) {
        consumer.accept(from + k, columns[k]);
      }
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void take(ColumnConsumer consumer) {
    SeriesTable.Cursor cursor = table.cursor();
    askForHelp();
    while (nextTake < morsels) {
      evaluation.checkpoint();
      Morsel front = front();
      if (front != null) {
        front.giveTo(consumer);
        letGo(front);
        continue;
      }
      Morsel claimed = claim(0);
      if (claimed != null) {
        fill(claimed, cursor);
      } else {
        awaitFront();
      }
    }
  }

  private @Nullable Morsel front() {
    lock.lock();
    try {
      Morsel front = ring[nextTake % ring.length];
      return front != null && front.ready && front.index == nextTake ? front : null;
    } finally {
      lock.unlock();
    }
  }

  private void letGo(Morsel taken) {
    lock.lock();
    try {
      taken.ready = false;
      nextTake++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    askForHelp();
  }

  private void awaitFront() {
    lock.lock();
    try {
      Morsel front = ring[nextTake % ring.length];
      long left = PATIENCE_NANOS;
      while (front != null && !front.ready && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(
          QueryException.Kind.CANCELED, "query was canceled in expression evaluation", e);
    } finally {
      lock.unlock();
    }
  }

  /** The next morsel to fill, or null if there is none to be had in time. */
  private @Nullable Morsel claim(long patienceNanos) {
    lock.lock();
    try {
      long left = patienceNanos;
      while (!closed && isFull() && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed || nextClaim >= morsels || isFull()) {
        return null;
      }
      int slot = nextClaim % ring.length;
      Morsel morsel = ring[slot];
      if (morsel == null) {
        morsel = new Morsel();
        ring[slot] = morsel;
      }
      morsel.index = nextClaim++;
      return morsel;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all that may be filled ahead is; called with the lock held. */
  private boolean isFull() {
    return nextClaim < morsels && nextClaim >= nextTake + ring.length;
  }

  private void fill(Morsel morsel, SeriesTable.Cursor cursor) {
    Throwable failure = null;
    try {
      morsel.fill(cursor);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    lock.lock();
    try {
      morsel.failure = failure;
      morsel.ready = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void askForHelp() {
    while (mayAsk()) {
      try {
        executor.execute(this::help);
      } catch (RejectedExecutionException e) {
        // The helpers are going home; the query goes on alone.
        return;
      }
    }
  }

  private boolean mayAsk() {
    lock.lock();
    try {
      boolean more = asked < mostHelpers && nextClaim < morsels;
      asked += more ? 1 : 0;
      return more;
    } finally {
      lock.unlock();
    }
  }

  private void help() {
    if (!begin()) {
      return;
    }
    try {
      SeriesTable.Cursor cursor = table.cursor();
      Morsel morsel = claim(PATIENCE_NANOS);
      while (morsel != null) {
        fill(morsel, cursor);
        morsel = claim(PATIENCE_NANOS);
      }
    } finally {
      end();
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      working += closed ? 0 : 1;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      working--;
      asked--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the helpers: what they read is about to be closed. */
  private void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      while (working > 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
