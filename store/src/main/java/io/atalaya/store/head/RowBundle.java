package io.atalaya.store.head;

import java.util.ArrayList;
import java.util.List;

/** Rows of the log on their way into heads. */
final class RowBundle {
  /** Samples from which on it is worth the way. */
  private static final int FULL_SAMPLES = 4_000;

  private final List<Rows> spare = new ArrayList<>();
  private final List<Batch> batches = new ArrayList<>();
  private int samples;

  /** Rows and where they go; see {@link Head#replay}. */
  private record Batch(Head head, Group group, Rows rows, boolean first, long position) {}

  /** Empty rows, to be given back by {@link #add} or {@link #giveBack}. */
  Rows rows() {
    Rows rows = spare.isEmpty() ? new Rows() : spare.removeLast();
    rows.clear();
    return rows;
  }

  void giveBack(Rows rows) {
    spare.add(rows);
  }

  void add(Head head, Group group, Rows rows, boolean first, long position) {
    batches.add(new Batch(head, group, rows, first, position));
    samples += rows.size();
  }

  boolean isFull() {
    return samples >= FULL_SAMPLES;
  }

  /** Puts the rows into their heads, and is empty. */
  void store() {
    for (Batch batch : batches) {
      batch.head.replay(batch.group, batch.rows, batch.first, batch.position);
      spare.add(batch.rows);
    }
    batches.clear();
    samples = 0;
  }
}
