package io.atalaya.store.head;

import io.atalaya.model.SampleBatch.Exemplar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest exemplars of a tenant; the oldest goes when there is no room. */
final class Exemplars {
  private final int capacity;
  private final Deque<Exemplar> ring = new ArrayDeque<>();
  private final Map<Long, Exemplar> newest = new HashMap<>();

  Exemplars(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Whether it comes after the last of its series, or beside it; sources repeat theirs every time.
   */
  boolean isNew(Exemplar exemplar) {
    Exemplar last = newest.get(exemplar.ref());
    return capacity > 0
        && (last == null
            || exemplar.timestampMillis() > last.timestampMillis()
            || (exemplar.timestampMillis() == last.timestampMillis() && !exemplar.equals(last)));
  }

  /** Adds one if it is new, and says whether it was. */
  boolean add(Exemplar exemplar) {
    if (!isNew(exemplar)) {
      return false;
    }
    if (ring.size() == capacity) {
      Exemplar oldest = ring.remove();
      newest.remove(oldest.ref(), oldest);
    }
    ring.add(exemplar);
    newest.put(exemplar.ref(), exemplar);
    return true;
  }

  /** Those in a range of time, by series, oldest first. */
  Map<Long, List<Exemplar>> between(long from, long to) {
    Map<Long, List<Exemplar>> found = new HashMap<>();
    for (Exemplar exemplar : ring) {
      if (exemplar.timestampMillis() >= from && exemplar.timestampMillis() <= to) {
        found.computeIfAbsent(exemplar.ref(), ref -> new ArrayList<>()).add(exemplar);
      }
    }
    return found;
  }
}
