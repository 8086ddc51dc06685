package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Exemplar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest exemplars of a tenant; the oldest goes when there is no room. They stay when their
 * series leaves the head because all of its samples are in blocks.
 */
final class Exemplars {
  private final int capacity;
  private final Deque<Exemplar> ring = new ArrayDeque<>();
  private final Map<Long, Exemplar> newest = new HashMap<>();

  /** Series that left the head, by the references of their exemplars. */
  private final Map<Long, Labels> gone = new HashMap<>();

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
      forget(ring.remove());
    }
    ring.add(exemplar);
    newest.put(exemplar.ref(), exemplar);
    return true;
  }

  private void forget(Exemplar oldest) {
    boolean wasLast = newest.remove(oldest.ref(), oldest);
    if (wasLast) {
      gone.remove(oldest.ref());
    }
  }

  /** Whether a series has some. */
  boolean has(long ref) {
    return newest.containsKey(ref);
  }

  /** Notes who a series was that leaves the head and has some. */
  void noteGone(long ref, Labels labels) {
    gone.put(ref, labels);
  }

  /** The labels of a series that left the head, or null. */
  @Nullable Labels gone(long ref) {
    return gone.get(ref);
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
