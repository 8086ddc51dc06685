package io.atalaya.collect.push;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which {@link LabelHash} stands for which series, and which lane its samples go to, so that a
 * sample of a series that was sent before needs no label to be read.
 *
 * <pre>
 * entries   { hash high, hash low, reference, lane } …   in the order in which they came
 * next      entry that was asked for after this one      a guess
 * index     number of an entry + 1                       open addressing, 0 where free
 * </pre>
 *
 * <p>Senders repeat themselves, so the guess is right nearly always, and finding a series reads
 * memory that the processor has fetched already.
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
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);

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

  /**
   * Whether a hash is known; then the place says what it stands for.
   *
   * @param place says as well what was found before, from which the next is guessed
   */
  boolean find(long high, long low, SeriesPlace place) {
    place.high = high;
    place.low = low;
    Table table = current;
    int guess = table.after(place.entry);
    if (table.isAt(guess, high, low)) {
      table.read(guess, place);
      return true;
    }
    return search(table, place);
  }

  private boolean search(Table table, SeriesPlace place) {
    int entry = table.find(place.high, place.low);
    if (entry != Table.NONE) {
      table.expect(place.entry, entry);
      table.read(entry, place);
      return true;
    }
    Table older = previous;
    int old = older.find(place.high, place.low);
    if (old != Table.NONE) {
      older.read(old, place);
      put(place);
      return true;
    }
    return false;
  }

  /** Remembers what the hash of a place stands for. */
  void put(SeriesPlace place) {
    lock.lock();
    try {
      if (current.entries == current.capacity()) {
        makeRoom();
      }
      int entry = current.put(place.high, place.low, place.ref, place.lane);
      current.expect(place.entry, entry);
      place.entry = entry;
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

  /** Changed by one thread at a time, but for guesses; read by any number. */
  private static final class Table {
    static final int NONE = -1;
    private static final int WORDS = 4;

    private final long[] words;
    private final int[] next;
    private final int[] index;
    private int entries;

    /**
     * @param capacity entries it may have, a power of two
     */
    Table(int capacity) {
      words = new long[capacity * WORDS];
      next = new int[capacity];
      index = new int[capacity * 2];
    }

    private Table(Table smaller) {
      words = Arrays.copyOf(smaller.words, smaller.words.length * 2);
      next = Arrays.copyOf(smaller.next, smaller.next.length * 2);
      index = new int[smaller.index.length * 2];
      for (int entry = 0; entry < smaller.entries; entry++) {
        index[freeSlot(words[entry * WORDS])] = entry + 1;
      }
      entries = smaller.entries;
    }

    int capacity() {
      return next.length;
    }

    Table twiceAsLarge() {
      return new Table(this);
    }

    /** The entry that may follow after one. */
    int after(int entry) {
      return entry >= 0 && entry < next.length ? next[entry] : 0;
    }

    /** Notes that an entry followed after another. */
    void expect(int before, int entry) {
      if (before >= 0 && before < next.length) {
        next[before] = entry;
      }
    }

    boolean isAt(int entry, long high, long low) {
      int at = entry * WORDS;
      return (long) WORD.getAcquire(words, at) == high && words[at + 1] == low;
    }

    void read(int entry, SeriesPlace place) {
      int at = entry * WORDS;
      place.entry = entry;
      place.set(words[at + 2], (int) words[at + 3]);
    }

    int find(long high, long low) {
      int mask = index.length - 1;
      for (int slot = (int) high & mask; ; slot = (slot + 1) & mask) {
        int entry = (int) SLOT.getAcquire(index, slot) - 1;
        if (entry < 0 || isAt(entry, high, low)) {
          return entry;
        }
      }
    }

    int put(long high, long low, long ref, long lane) {
      int known = find(high, low);
      int entry = known == NONE ? entries++ : known;
      int at = entry * WORDS;
      words[at + 1] = low;
      words[at + 2] = ref;
      words[at + 3] = lane;
      WORD.setRelease(words, at, high);
      if (known == NONE) {
        SLOT.setRelease(index, freeSlot(high), entry + 1);
      }
      return entry;
    }

    private int freeSlot(long high) {
      int mask = index.length - 1;
      int slot = (int) high & mask;
      while (index[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }
  }
}
