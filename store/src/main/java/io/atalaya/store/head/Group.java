package io.atalaya.store.head;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Series of one source, sampled together: their timestamp rows, epoch by epoch, and who is at which
 * place (member) in them.
 */
final class Group {
  static final int NO_ROW = -1;

  private final int number;
  private final String key;
  private final LoggedGroup logged = new LoggedGroup();

  private int[] slots = new int[16];
  private int members;

  /** Ascending in time, replaced as a whole when it changes; only the last one still grows. */
  private Epoch[] epochs = new Epoch[0];

  Group(int number, String key) {
    this.number = number;
    this.key = key;
  }

  int number() {
    return number;
  }

  String key() {
    return key;
  }

  /** What the log knows of this group. */
  LoggedGroup logged() {
    return logged;
  }

  int members() {
    return members;
  }

  int slot(int member) {
    return slots[member];
  }

  /** Gives a series a place; returns the member. */
  int join(int slot) {
    if (members == slots.length) {
      slots = Arrays.copyOf(slots, members * 2);
    }
    slots[members] = slot;
    return members++;
  }

  Epoch[] epochs() {
    return epochs;
  }

  boolean isEmpty() {
    return epochs.length == 0;
  }

  Epoch openEpoch() {
    return epochs[epochs.length - 1];
  }

  long lastTime() {
    return isEmpty() ? Long.MIN_VALUE : openEpoch().lastTime();
  }

  /**
   * The row of the open epoch for a time, opened if the time is newer than all; {@link #NO_ROW} if
   * the time lies between or before its rows.
   *
   * @param boundary no epoch contains times on both sides of a multiple of this
   */
  int rowFor(long time, long boundary) {
    if (time > lastTime()) {
      if (isEmpty() || openEpoch().isFull() || crosses(boundary, time)) {
        epochs = Arrays.copyOf(epochs, epochs.length + 1);
        epochs[epochs.length - 1] = new Epoch(members);
      }
      return openEpoch().openRow(time);
    }
    int row = openEpoch().rowOf(time);
    return row >= 0 ? row : NO_ROW;
  }

  private boolean crosses(long boundary, long time) {
    return Math.floorDiv(openEpoch().firstTime(), boundary) != Math.floorDiv(time, boundary);
  }

  /** The sample of a member at a time, or null. */
  LateSamples.@Nullable Sample find(int member, long time) {
    Epoch epoch = epochAt(time);
    int row = epoch == null ? NO_ROW : epoch.rowOf(time);
    return epoch == null || row < 0 ? null : epoch.sample(member, row);
  }

  /** The epoch whose rows a time lies among, or null. */
  private @Nullable Epoch epochAt(long time) {
    for (int i = epochs.length - 1; i >= 0 && epochs[i].lastTime() >= time; i--) {
      if (epochs[i].firstTime() <= time) {
        return epochs[i];
      }
    }
    return null;
  }

  /** Drops epochs that lie before a time altogether. */
  void dropBefore(long time) {
    int first = 0;
    while (first < epochs.length && epochs[first].lastTime() < time) {
      first++;
    }
    if (first > 0) {
      epochs = Arrays.copyOfRange(epochs, first, epochs.length);
    }
  }
}
