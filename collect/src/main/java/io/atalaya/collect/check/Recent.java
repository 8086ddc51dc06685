package io.atalaya.collect.check;

/** The last so many of a row of yes and no, and how many of them are yes. */
final class Recent {
  private final boolean[] ring;
  private int next;
  private int held;
  private int count;

  Recent(int size) {
    ring = new boolean[size];
  }

  void add(boolean yes) {
    if (held == ring.length) {
      count -= ring[next] ? 1 : 0;
    } else {
      held++;
    }
    ring[next] = yes;
    count += yes ? 1 : 0;
    next = (next + 1) % ring.length;
  }

  /** How many are yes. */
  int count() {
    return count;
  }

  void clear() {
    held = 0;
    count = 0;
    next = 0;
  }
}
