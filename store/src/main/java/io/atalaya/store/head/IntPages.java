package io.atalaya.store.head;

/** A growing array of ints that never moves what it holds. */
final class IntPages {
  private static final int SHIFT = 12;
  private static final int SIZE = 1 << SHIFT;
  private static final int MASK = SIZE - 1;

  private int[][] pages = new int[0][];

  int get(int i) {
    return pages[i >>> SHIFT][i & MASK];
  }

  void set(int i, int value) {
    pages[i >>> SHIFT][i & MASK] = value;
  }

  /** Makes elements 0 … {@code size − 1} exist; new ones are 0. */
  void grow(int size) {
    int needed = (size + MASK) >>> SHIFT;
    if (needed > pages.length) {
      int[][] more = java.util.Arrays.copyOf(pages, needed);
      for (int p = pages.length; p < needed; p++) {
        more[p] = new int[SIZE];
      }
      pages = more;
    }
  }
}
