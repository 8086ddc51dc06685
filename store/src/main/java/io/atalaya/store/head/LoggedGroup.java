package io.atalaya.store.head;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What a reader of the log knows of a group; kept by the writer, who says only what is new, and in
 * the same way by the reader. Numbers hold for a generation, values for a part of the log at most.
 */
final class LoggedGroup {
  private static final long NONE = -1;

  private long generation = NONE;
  private long part = NONE;
  private int number;
  private final BitSet declared = new BitSet();

  private boolean fresh = true;

  /** Time of the last row. */
  private long lastTime;

  /** Last value per member, as bits. */
  long[] bits = new long[0];

  /** How whole numbers count, per member; see {@link ValueCoder}. */
  byte[] scales = new byte[0];

  /** How many values are written before other scales are tried, per member; the writer's. */
  private byte[] unsearched = new byte[0];

  /** Last start time per member; as long as all are 0, there are none. */
  private long[] starts = new long[0];

  boolean isIn(long currentGeneration) {
    return generation == currentGeneration;
  }

  /** Begins a generation, in which nothing has been said yet. */
  void begin(long newGeneration, int newNumber) {
    generation = newGeneration;
    number = newNumber;
    declared.clear();
    reset();
  }

  /** Makes sure that only what was said in a part is built on. */
  void enter(long newPart) {
    if (part != newPart) {
      part = newPart;
      reset();
    }
  }

  /** Forgets all values: the next row builds on nothing. */
  void reset() {
    fresh = true;
    lastTime = 0;
    Arrays.fill(bits, 0);
    Arrays.fill(scales, (byte) 0);
    starts = new long[0];
  }

  /** Whether the next row builds on nothing. */
  boolean isFresh() {
    return fresh;
  }

  /** Notes a row and its time. */
  void row(long time) {
    fresh = false;
    lastTime = time;
  }

  long lastTime() {
    return lastTime;
  }

  int number() {
    return number;
  }

  boolean isDeclared(int member) {
    return declared.get(member);
  }

  /** Notes that somebody else may get the member's place: the group will get another number. */
  void forget(int member) {
    if (declared.get(member)) {
      generation = NONE;
    }
  }

  /** Notes that the member's labels have been said. */
  void declare(int member) {
    declared.set(member);
    if (member >= bits.length) {
      int capacity = Math.max(member + 1, bits.length + (bits.length >> 1));
      bits = Arrays.copyOf(bits, capacity);
      scales = Arrays.copyOf(scales, capacity);
      unsearched = Arrays.copyOf(unsearched, capacity);
    }
  }

  /** Whether other scales are tried for the next value; asked once for each. */
  boolean searches(int member) {
    if (unsearched[member] == 0) {
      return true;
    }
    unsearched[member]--;
    return false;
  }

  void searchAfter(int member, int values) {
    unsearched[member] = (byte) values;
  }

  long start(int member) {
    return member < starts.length ? starts[member] : 0;
  }

  void setStart(int member, long start) {
    if (member >= starts.length) {
      starts = Arrays.copyOf(starts, bits.length);
    }
    starts[member] = start;
  }
}
