package io.atalaya.store.head;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Memory for the slabs of {@link Columns}, used again and again. An epoch needs its slabs for
 * minutes: too long to die young, so each would be copied by several collections, and then lie dead
 * among what is old. And when it is over, another one needs as many. So pages are cut from arrays
 * that are large enough for G1 to put them where it copies nothing, and come back.
 *
 * <pre>
 * array 0   | page | page | page | …   free pages of early arrays are taken first and dropped last,
 * array 1   | page | page | …          so that late arrays become free as a whole when there are
 * …                                    fewer series; then the collector finds them
 * </pre>
 *
 * <p>Pages are taken and written under the write lock of a head, and may come back at any time. So
 * who reads under one of its locks reads what it found, and who reads without must have noted
 * before that it does: {@link Epoch#hold()}. Whoever forgets to end that takes pages away from
 * here, and from nobody else.
 */
final class SlabPages {
  /** Slabs in a page. */
  static final int SLABS = 32;

  private static final int PAGE_LONGS = SLABS * Columns.ROWS;

  /** With its header, one region of G1 as jvm.options sets it. */
  private static final int MOST_LONGS = (1 << 20) / Long.BYTES - 2;

  private static final int LEAST_PAGES = 4;

  /** Part of the pages in use by which they grow at once. */
  private static final int GROWTH = 4;

  /** Free pages that are kept, however few are in use. */
  private static final int LEAST_FREE = 64;

  private final TreeSet<Page> free = new TreeSet<>(Comparator.comparingLong(Page::number));
  private int used;
  private long made;

  /**
   * A page.
   *
   * @param number by which they are ordered
   * @param values the array that it is part of
   * @param offset where it begins there
   */
  record Page(long number, long[] values, int offset) {}

  /** A page with anything in it. */
  synchronized Page take() {
    if (free.isEmpty()) {
      grow();
    }
    used++;
    return free.removeFirst();
  }

  private void grow() {
    int pages = Math.clamp(used / GROWTH, LEAST_PAGES, MOST_LONGS / PAGE_LONGS);
    boolean whole = pages == MOST_LONGS / PAGE_LONGS;
    long[] values = new long[whole ? MOST_LONGS : pages * PAGE_LONGS];
    for (int page = 0; page < pages; page++) {
      free.add(new Page(made++, values, page * PAGE_LONGS));
    }
  }

  /** Takes pages back that nobody reads or writes any more. */
  synchronized void giveBack(Page[] pages) {
    used -= pages.length;
    for (Page page : pages) {
      free.add(page);
    }
    while (free.size() > Math.max(used, LEAST_FREE)) {
      free.removeLast();
    }
  }
}
