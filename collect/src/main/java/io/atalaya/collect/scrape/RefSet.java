package io.atalaya.collect.scrape;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** The series of one scrape, by reference. For one thread. */
final class RefSet {
  private long[] refs = new long[64];
  private int size;
  private boolean sorted;

  void clear() {
    size = 0;
    sorted = false;
  }

  void add(long ref) {
    if (size == refs.length) {
      refs = Arrays.copyOf(refs, size * 2);
    }
    refs[size++] = ref;
    sorted = false;
  }

  /** Calls for each member of this set that is not in the other. */
  void forEachMissingIn(RefSet other, LongConsumer action) {
    if (sameOrderAs(other)) {
      return;
    }
    sort();
    other.sort();
    for (int i = 0; i < size; i++) {
      boolean first = i == 0 || refs[i] != refs[i - 1];
      if (first && Arrays.binarySearch(other.refs, 0, other.size, refs[i]) < 0) {
        action.accept(refs[i]);
      }
    }
  }

  /** The usual case: a target exposes the same series in the same order. */
  private boolean sameOrderAs(RefSet other) {
    return Arrays.equals(refs, 0, size, other.refs, 0, other.size);
  }

  private void sort() {
    if (!sorted) {
      Arrays.sort(refs, 0, size);
      sorted = true;
    }
  }
}
