package io.atalaya.store.head;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
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
  private final Deque<Integer> free = new ArrayDeque<>();
  private int users;

  /** Ascending in time, replaced as a whole when it changes; only the last one still grows. */
  private volatile Epoch[] epochs = new Epoch[0];

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
    Integer reused = free.poll();
    if (reused != null) {
      slots[reused] = slot;
      return reused;
    }
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

  private boolean mayGrow() {
    return !isEmpty() && !openEpoch().isFull() && !openEpoch().isClosed();
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
      if (!mayGrow() || crosses(boundary, time)) {
        if (!isEmpty()) {
          openEpoch().close();
        }
        epochs = Arrays.copyOf(epochs, epochs.length + 1);
        epochs[epochs.length - 1] = new Epoch(members);
      }
      return openEpoch().openRow(time);
    }
    int row = openEpoch().isClosed() ? NO_ROW : openEpoch().rowOf(time);
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

  /** Ends the growth of epochs in a time range and returns them. */
  List<Epoch> close(long from, long to) {
    List<Epoch> closed = new ArrayList<>();
    for (Epoch epoch : epochs) {
      if (epoch.firstTime() >= from && epoch.firstTime() < to) {
        epoch.close();
        closed.add(epoch);
      }
    }
    return closed;
  }

  /** Packs all epochs but the last. */
  void seal() {
    Epoch[] now = epochs;
    for (int i = 0; i < now.length - 1; i++) {
      now[i].seal();
    }
  }

  /** Forgets epochs; readers that noted them keep them. */
  void drop(List<Epoch> dropped) {
    if (!dropped.isEmpty()) {
      epochs = Arrays.stream(epochs).filter(e -> !dropped.contains(e)).toArray(Epoch[]::new);
    }
  }

  /** Forgets epochs that lie before a time altogether. */
  void dropBefore(long time) {
    drop(Arrays.stream(epochs).filter(e -> e.lastTime() < time).toList());
  }

  /** Whether a member has a value in some epoch. */
  boolean hasValues(int member) {
    for (Epoch epoch : epochs) {
      if (epoch.values().end(member) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Frees the place of a member without values; another series may get it. */
  void leave(int member) {
    logged.forget(member);
    free.push(member);
  }

  /** Notes a user of the group, or the end of one. */
  void use(int change) {
    users += change;
  }

  boolean isUnused() {
    return users == 0 && isEmpty() && free.size() == members;
  }
}
