package io.atalaya.store.head;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What a reader of the current part of the log knows of a group; kept by the writer, who says only
 * what is new, and in the same way by the reader.
 */
final class LoggedGroup {
  private long part = -1;
  private int number;
  private final BitSet declared = new BitSet();

  /** Time of the last row. */
  long lastTime;

  /** Last value per member, as bits. */
  long[] bits = new long[16];

  /** Last start time per member. */
  long[] starts = new long[16];

  /** Decimal places that last fitted, per member; only the writer's. */
  byte[] hints = new byte[16];

  boolean isIn(long currentPart) {
    return part == currentPart;
  }

  /** Begins a part, in which nothing has been said yet. */
  void begin(long newPart, int newNumber) {
    part = newPart;
    number = newNumber;
    lastTime = 0;
    declared.clear();
    Arrays.fill(bits, 0);
    Arrays.fill(starts, 0);
  }

  int number() {
    return number;
  }

  boolean isDeclared(int member) {
    return declared.get(member);
  }

  /** Notes that the member's place is free; whoever gets it must be declared. */
  void forget(int member) {
    declared.clear(member);
  }

  /** Notes that the member's labels have been said; its values begin at 0. */
  void declare(int member) {
    declared.set(member);
    if (member >= bits.length) {
      int capacity = Math.max(member + 1, bits.length * 2);
      bits = Arrays.copyOf(bits, capacity);
      starts = Arrays.copyOf(starts, capacity);
      hints = Arrays.copyOf(hints, capacity);
    }
    bits[member] = 0;
    starts[member] = 0;
  }
}
