package io.atalaya.collect.scrape;

import io.atalaya.model.SampleGroup;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a target exposed before: the bytes of each series, as {@code name{labels}}, and the
 * reference they stand for. Targets expose the same series in the same order again and again, so
 * the entry that followed the last one is tried first, by comparing bytes; only where that fails is
 * a hash looked up.
 *
 * <pre>
 *   entry e:  keys[keyStart[e] … keyStart[e+1])   refs[e]   seen[e]   parts[e]
 *   table:    open addressing from the hash of the key to e + 1
 * </pre>
 *
 * An entry is either a live reference, or {@link #DROPPED} by relabelling, or {@link
 * #NOT_REGISTERED} because the series was only ever a part of a histogram that is stored in another
 * form. When more than half of the entries were not in the last scrape, those are forgotten. For
 * one thread.
 */
final class SeriesCache {
  /** In place of a reference: relabelling drops the series. */
  static final long DROPPED = SampleGroup.NO_SERIES;

  /** In place of a reference: nobody has needed one so far. */
  static final long NOT_REGISTERED = SampleGroup.NO_SERIES - 1;

  /** In place of an entry: not known. */
  static final int UNKNOWN = -1;

  /** In place of a generation: not seen yet. */
  private static final int NEVER = -2;

  /** Entries below which stale ones are no burden. */
  private static final int FEW = 1000;

  private byte[] keys = new byte[4096];
  private int[] keyStart = new int[65];
  private long[] refs = new long[64];
  private int[] hashes = new int[64];
  private int[] seen = new int[64];
  private @Nullable ClassicPart @Nullable [] parts;
  private int[] table = new int[128];
  private int size;
  private int generation;
  private boolean abandoned;
  private int current;
  private int expected;

  /** Begins another scrape. */
  void begin() {
    if (abandoned) {
      abandoned = false;
    } else {
      if (size > FEW && current * 2 < size) {
        forgetUnseen();
      }
      generation++;
    }
    current = 0;
    expected = 0;
  }

  /** Makes the current scrape one that never was: what was there before it counts as seen last. */
  void abandon() {
    abandoned = true;
  }

  private void forgetUnseen() {
    int kept = 0;
    for (int entry = 0; entry < size; entry++) {
      if (seen[entry] == generation) {
        move(entry, kept++);
      }
    }
    size = kept;
    rebuild(table.length);
  }

  /** Moves an entry and its key to a place further down, where nothing is that is needed. */
  private void move(int from, int to) {
    int length = length(from);
    System.arraycopy(keys, keyStart[from], keys, keyStart[to], length);
    keyStart[to + 1] = keyStart[to] + length;
    refs[to] = refs[from];
    hashes[to] = hashes[from];
    seen[to] = seen[from];
    if (parts != null) {
      parts[to] = parts[from];
    }
  }

  /** Forgets everything; references are registered anew. */
  void clear() {
    size = 0;
    current = 0;
    expected = 0;
    parts = null;
    Arrays.fill(table, 0);
  }

  /**
   * The entry that is expected at a position, if its bytes are there and a value can follow;
   * otherwise {@link #UNKNOWN}. Only a hint: most lines need nothing else.
   */
  int expectedAt(byte[] body, int position, int end) {
    if (expected >= size) {
      return UNKNOWN;
    }
    int from = keyStart[expected];
    int length = keyStart[expected + 1] - from;
    int after = position + length;
    boolean fits = after + 1 < end && body[after] == ' ' && isValueByte(body[after + 1]);
    return fits && Arrays.equals(keys, from, from + length, body, position, after)
        ? expected
        : UNKNOWN;
  }

  /**
   * As {@link #expectedAt}, for keys that are whole lines, ends included; only those of the scrape
   * before.
   */
  int expectedLineAt(byte[] body, int position, int end) {
    if (expected >= size || seen[expected] < generation - 1) {
      return UNKNOWN;
    }
    int from = keyStart[expected];
    int to = keyStart[expected + 1];
    int after = position + to - from;
    boolean fits = after <= end && keys[to - 1] == '\n';
    return fits && Arrays.equals(keys, from, to, body, position, after) ? expected : UNKNOWN;
  }

  private static boolean isValueByte(byte b) {
    return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == 'N' || b == '.';
  }

  /** How many keys are remembered. */
  int size() {
    return size;
  }

  int length(int entry) {
    return keyStart[entry + 1] - keyStart[entry];
  }

  /** The entry of a key, or {@link #UNKNOWN}. */
  int find(byte[] body, int from, int to) {
    int hash = hash(body, from, to);
    int mask = table.length - 1;
    for (int slot = hash & mask; table[slot] != 0; slot = (slot + 1) & mask) {
      int entry = table[slot] - 1;
      if (hashes[entry] == hash
          && Arrays.equals(keys, keyStart[entry], keyStart[entry + 1], body, from, to)) {
        return entry;
      }
    }
    return UNKNOWN;
  }

  /** Remembers a key that is not known yet. */
  int add(byte[] body, int from, int to, long ref) {
    if (size == refs.length) {
      grow();
    }
    int entry = size++;
    int start = keyStart[entry];
    int length = to - from;
    if (start + length > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(start + length, keys.length * 2));
    }
    System.arraycopy(body, from, keys, start, length);
    keyStart[entry + 1] = start + length;
    refs[entry] = ref;
    seen[entry] = NEVER;
    if (parts != null) {
      parts[entry] = null;
    }
    hashes[entry] = hash(body, from, to);
    insert(entry);
    return entry;
  }

  private void insert(int entry) {
    int mask = table.length - 1;
    int slot = hashes[entry] & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = entry + 1;
  }

  private void grow() {
    int capacity = size * 2;
    keyStart = Arrays.copyOf(keyStart, capacity + 1);
    refs = Arrays.copyOf(refs, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    seen = Arrays.copyOf(seen, capacity);
    parts = parts == null ? null : Arrays.copyOf(parts, capacity);
    rebuild(capacity * 2);
  }

  private void rebuild(int slots) {
    table = new int[slots];
    for (int entry = 0; entry < size; entry++) {
      insert(entry);
    }
  }

  /**
   * Says that an entry is in the current scrape; the one after it is expected next.
   *
   * @return whether it was not in the scrape before
   */
  boolean see(int entry) {
    int last = seen[entry];
    current += last == generation ? 0 : 1;
    seen[entry] = generation;
    expected = entry + 1;
    return last < generation - 1;
  }

  long ref(int entry) {
    return refs[entry];
  }

  /** Gives an entry its reference, which nobody needed before. */
  void refer(int entry, long ref) {
    refs[entry] = ref;
  }

  /** What the series is to a histogram; null if nothing, or if it was not said. */
  @Nullable ClassicPart part(int entry) {
    return parts == null ? null : parts[entry];
  }

  /** Remembers what a series is to a histogram. */
  void part(int entry, @Nullable ClassicPart part) {
    if (parts == null) {
      parts = new ClassicPart[refs.length];
    }
    parts[entry] = part;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    // Spread the high bits, for the table looks at the low ones only.
    return hash ^ (hash >>> 15);
  }
}
