package io.atalaya.collect.push;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which {@link LabelHash} stands for which series, and which lane its samples go to, so that a
 * sample of a series that was sent before needs no label to be read.
 *
 * <pre>
 * current   { hash high, hash low, reference, lane } …   open addressing, high = 0 where free
 * previous  the same; what is asked for moves to current
 * </pre>
 *
 * <p>When new series come and the current table is older than an hour or full, it becomes the
 * previous one, whose entries that nobody asked for are forgotten with it. Readers take no lock: an
 * entry is published by writing its first word last. A reader that misses an entry because of a
 * race reads the labels, which is right as well.
 */
final class SeriesRefs {
  /** Series remembered at once; beyond, the table turns early. */
  static final int MAX_ENTRIES = 1 << 22;

  private static final Duration GENERATION = Duration.ofHours(1);
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Table current;
  private volatile Table previous = new Table(16);
  private Instant turned;

  SeriesRefs(InstantSource clock) {
    this.clock = clock;
    current = new Table(1024);
    turned = clock.instant();
  }

  /** Whether a hash is known; then the place says what it stands for. */
  boolean find(long high, long low, SeriesPlace place) {
    place.high = high;
    place.low = low;
    if (current.find(high, low, place)) {
      return true;
    }
    boolean found = previous.find(high, low, place);
    if (found) {
      put(place);
    }
    return found;
  }

  /** Remembers what the hash of a place stands for. */
  void put(SeriesPlace place) {
    lock.lock();
    try {
      if (current.entries * 2 >= current.capacity()) {
        makeRoom();
      }
      current.put(place.high, place.low, place.ref, place.lane);
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom() {
    Instant now = clock.instant();
    if (current.entries >= MAX_ENTRIES || now.isAfter(turned.plus(GENERATION))) {
      previous = current;
      current = new Table(Math.max(1024, previous.capacity() / 4));
      turned = now;
    } else {
      current = current.twiceAsLarge();
    }
  }

  /** Forgets everything. */
  void clear() {
    lock.lock();
    try {
      current = new Table(1024);
      previous = new Table(16);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return current.entries;
    } finally {
      lock.unlock();
    }
  }

  /** Changed by one thread at a time, read by any number. */
  private static final class Table {
    private static final int WORDS = 4;

    private final long[] words;
    private final int mask;
    private int entries;

    /**
     * @param capacity a power of two
     */
    Table(int capacity) {
      words = new long[capacity * WORDS];
      mask = capacity - 1;
    }

    int capacity() {
      return mask + 1;
    }

    boolean find(long high, long low, SeriesPlace place) {
      for (int slot = (int) high & mask; ; slot = (slot + 1) & mask) {
        int at = slot * WORDS;
        long found = (long) ELEMENT.getAcquire(words, at);
        if (found == 0) {
          return false;
        }
        if (found == high && words[at + 1] == low) {
          place.set(words[at + 2], (int) words[at + 3]);
          return true;
        }
      }
    }

    void put(long high, long low, long ref, long lane) {
      int slot = (int) high & mask;
      while (words[slot * WORDS] != 0) {
        if (words[slot * WORDS] == high && words[slot * WORDS + 1] == low) {
          words[slot * WORDS + 2] = ref;
          words[slot * WORDS + 3] = lane;
          return;
        }
        slot = (slot + 1) & mask;
      }
      words[slot * WORDS + 1] = low;
      words[slot * WORDS + 2] = ref;
      words[slot * WORDS + 3] = lane;
      ELEMENT.setRelease(words, slot * WORDS, high);
      entries++;
    }

    Table twiceAsLarge() {
      Table larger = new Table(capacity() * 2);
      for (int at = 0; at < words.length; at += WORDS) {
        if (words[at] != 0) {
          larger.put(words[at], words[at + 1], words[at + 2], words[at + 3]);
        }
      }
      return larger;
    }
  }
}
