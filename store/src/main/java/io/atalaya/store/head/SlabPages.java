package io.atalaya.store.head;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Arrays for the slabs of {@link Columns}, used again and again. An epoch needs its slabs for
 * minutes: too long to die young, so each would be copied by several collections, and then lie dead
 * among what is old. And when it is over, another one needs as many.
 *
 * <p>Arrays are taken and written under the write lock of a head, and may come back at any time. So
 * who reads under one of its locks reads what it found, and who reads without must have noted
 * before that it does: {@link Epoch#hold()}. Whoever forgets to end that takes an array away from
 * here, and from nobody else.
 */
final class SlabPages {
  /** Slabs in an array. */
  static final int SLABS = 32;

  /** Free ones that are kept, however few are in use. */
  private static final int LEAST_FREE = 64;

  private final Deque<long[]> free = new ArrayDeque<>();
  private int used;

  /** An array with anything in it. */
  synchronized long[] take() {
    used++;
    long[] page = free.poll();
    return page == null ? new long[SLABS * Columns.ROWS] : page;
  }

  /** Takes arrays back that nobody reads or writes any more. */
  synchronized void giveBack(long[][] pages) {
    used = Math.max(0, used - pages.length);
    for (long[] page : pages) {
      free.push(page);
    }
    while (free.size() > Math.max(used, LEAST_FREE)) {
      free.poll();
    }
  }
}
