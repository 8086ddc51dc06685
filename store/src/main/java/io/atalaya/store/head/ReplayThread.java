package io.atalaya.store.head;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows of the log into heads while the next ones are decoded: two thirds of a start are these
 * two, and neither waits for the other. Rows travel in bundles, which come back when they are
 * empty.
 */
final class ReplayThread {
  private static final int BUNDLES = 8;

  /** Samples from which on a bundle is sent. */
  private static final int BUNDLE_SAMPLES = 4_000;

  private final BlockingQueue<Bundle> full = new ArrayBlockingQueue<>(BUNDLES + 1);
  private final BlockingQueue<Bundle> empty = new ArrayBlockingQueue<>(BUNDLES + 1);
  private final Thread thread;
  private Bundle filling = new Bundle();

  /** Why nothing more is stored; written by the thread, read after its end. */
  private @Nullable Throwable failure;

  /** Rows and where they go. */
  private record Batch(Head head, Group group, Rows rows, boolean first, long position) {
    void store() {
      head.replay(group, rows, first, position);
    }
  }

  /** Some batches; the rows that are left over from its last travel are used again. */
  private static final class Bundle {
    private final List<Rows> spare = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();
    private int samples;
    private boolean last;

    Rows rows() {
      Rows rows = spare.isEmpty() ? new Rows() : spare.removeLast();
      rows.clear();
      return rows;
    }

    void add(Batch batch) {
      batches.add(batch);
      samples += batch.rows().size();
    }

    void clear() {
      batches.forEach(batch -> spare.add(batch.rows()));
      batches.clear();
      samples = 0;
    }
  }

  ReplayThread() {
    for (int i = 1; i < BUNDLES; i++) {
      empty.add(new Bundle());
    }
    thread = Thread.ofPlatform().name("store-replay").daemon().start(this::run);
  }

  private void run() {
    try {
      Bundle bundle = full.take();
      while (!bundle.last) {
        store(bundle);
        bundle.clear();
        empty.add(bundle);
        bundle = full.take();
      }
      store(bundle);
    } catch (InterruptedException e) {
      failure = e;
    }
  }

  /** Goes on after a failure, so that nobody waits for empty bundles. */
  private void store(Bundle bundle) {
    if (failure == null) {
      try {
        bundle.batches.forEach(Batch::store);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }
  }

  /** Rows to be filled and then given to {@link #store}. */
  Rows rows() {
    return filling.rows();
  }

  /** Rows that {@link #rows} gave and that are not wanted after all. */
  void giveBack(Rows rows) {
    filling.spare.add(rows);
  }

  /** Stores rows, see {@link Head#replay}. */
  void store(Head head, Group group, Rows rows, boolean first, long position) {
    filling.add(new Batch(head, group, rows, first, position));
    if (filling.samples >= BUNDLE_SAMPLES) {
      try {
        full.put(filling);
        filling = empty.take();
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
  }

  /** Returns when everything is stored; whatever failed is thrown here. */
  void finish() {
    filling.last = true;
    try {
      full.put(filling);
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    if (failure != null) {
      throw new IllegalStateException("the log could not be put into the head", failure);
    }
  }

  private static UncheckedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new UncheckedIOException(
        new InterruptedIOException("interrupted while the store was opened"));
  }
}
