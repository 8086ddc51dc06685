package io.atalaya.store.head;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
  private final SlabPages free;
  private final LoggedGroup logged = new LoggedGroup();

  private int[] slots = new int[16];
  private int members;

  /** Members without a series. */
  private final Deque<Integer> places = new ArrayDeque<>();

  private int users;

  /** Frames of the log that end before it have samples in stored epochs only. */
  private long storedTo;

  /** Ascending in time, replaced as a whole when it changes; only the last one still grows. */
  private volatile Epoch[] epochs = new Epoch[0];

  /** Takes the time of a slot. */
  interface SlotTimes {
    void accept(int slot, long time);
  }

  Group(int number, String key, SlabPages free) {
    this.number = number;
    this.key = key;
    this.free = free;
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
    Integer reused = places.poll();
    if (reused != null) {
      slots[reused] = slot;
      return reused;
    }
    return append(slot);
  }

  private int append(int slot) {
    if (members == slots.length) {
      slots = Arrays.copyOf(slots, members + (members >> 1) + 1);
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

  /** Whether a time begins another epoch. */
  private boolean begins(long time, long boundary) {
    return time > lastTime() && (!mayGrow() || crosses(boundary, time));
  }

  /**
   * Closes the open epoch if a time does not fit into it any more, before that is logged; so the
   * log can say from there on what it says without building on what came before.
   *
   * @param position of the end of the log
   */
  void makeRoom(long time, long boundary, long position) {
    if (!isEmpty() && begins(time, boundary)) {
      close(openEpoch(), position);
    }
  }

  private void close(Epoch epoch, long position) {
    if (!epoch.isClosed()) {
      epoch.close(position + 1);
      logged.reset();
    }
  }

  /**
   * The row of the open epoch for a time, opened if the time is newer than all; {@link #NO_ROW} if
   * the time lies between or before its rows.
   *
   * @param boundary no epoch contains times on both sides of a multiple of this
   * @param position behind the frame of the log that has the row
   */
  int rowFor(long time, long boundary, long position) {
    if (begins(time, boundary)) {
      begin(position);
    }
    Epoch open = openEpoch();
    if (time > open.lastTime()) {
      open.touch(position);
      return open.openRow(time);
    }
    int row = open.isClosed() ? NO_ROW : open.rowOf(time);
    if (row < 0) {
      return NO_ROW;
    }
    open.touch(position);
    return row;
  }

  /** Adds an epoch; the first is shorter, so that not all groups store theirs at once. */
  private void begin(long position) {
    int capacity = Columns.ROWS;
    if (isEmpty()) {
      capacity = Columns.ROWS / 4 + Math.floorMod(key.hashCode() * 31, Columns.ROWS * 3 / 4);
    } else {
      // A second one within a frame: whoever reads that needs the frames before as well.
      openEpoch().close(Epoch.NOWHERE);
    }
    add(new Epoch(members, capacity, position, free));
  }

  private void add(Epoch epoch) {
    Epoch[] more = Arrays.copyOf(epochs, epochs.length + 1);
    more[epochs.length] = epoch;
    epochs = more;
  }

  long storedTo() {
    return storedTo;
  }

  /** Notes that an epoch is stored, with the position it was closed at. */
  void storeUpTo(long closedAt) {
    storedTo = Math.max(storedTo, closedAt);
  }

  /** Gives a series a place, that one if it is free, when nothing but such calls were made. */
  int joinAt(int slot, int wanted) {
    if (wanted < members && !places.remove(wanted)) {
      return join(slot);
    }
    while (members < wanted) {
      places.add(append(SeriesTable.NONE));
    }
    if (wanted == members) {
      return append(slot);
    }
    slots[wanted] = slot;
    return wanted;
  }

  /** Adds an epoch found in a file, unless a newer one is here. */
  void restore(Epoch epoch) {
    if (epoch.firstTime() > lastTime()) {
      add(epoch);
    }
  }

  private boolean crosses(long boundary, long time) {
    return Math.floorDiv(openEpoch().firstTime(), boundary) != Math.floorDiv(time, boundary);
  }

  /** The sample of a member at a time, or null. */
  LateSamples.@Nullable Sample find(int member, long time, Scratch scratch) {
    Epoch epoch = epochAt(time);
    int row = epoch == null ? NO_ROW : epoch.rowOf(time);
    return epoch == null || row < 0 ? null : epoch.sample(member, row, scratch);
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

  /**
   * Ends the growth of epochs in a time range and returns them.
   *
   * @param position of the end of the log
   */
  List<Epoch> close(long from, long to, long position) {
    List<Epoch> closed = new ArrayList<>();
    for (Epoch epoch : epochs) {
      if (epoch.firstTime() >= from && epoch.firstTime() < to) {
        close(epoch, position);
        closed.add(epoch);
      }
    }
    return closed;
  }

  /**
   * Epochs that can be stored.
   *
   * @param oldest segment of the log in which an epoch may begin and still grow
   * @param position of the end of the log
   */
  List<Epoch> storable(long oldest, long position) {
    List<Epoch> found = new ArrayList<>();
    for (Epoch epoch : epochs) {
      if (epoch.firstPosition() >>> 32 < oldest && !epoch.isStored()) {
        close(epoch, position);
      }
      if (epoch.isClosed() && !epoch.isStored()) {
        found.add(epoch);
      }
    }
    return found;
  }

  /** Calls for every slot with samples in epochs with the time of the last one. */
  void forEachNewest(SlotTimes action) {
    BitSet left = new BitSet(members);
    left.set(0, members);
    for (int i = epochs.length - 1; i >= 0 && !left.isEmpty(); i--) {
      Epoch epoch = epochs[i];
      for (int m = left.nextSetBit(0); m >= 0; m = left.nextSetBit(m + 1)) {
        int row = epoch.lastRow(m);
        if (row >= 0) {
          left.clear(m);
          action.accept(slots[m], epoch.time(row));
        }
      }
    }
  }

  /** Forgets epochs; readers that noted them keep them. */
  void drop(List<Epoch> dropped) {
    if (!dropped.isEmpty()) {
      epochs = Arrays.stream(epochs).filter(e -> !dropped.contains(e)).toArray(Epoch[]::new);
      dropped.forEach(Epoch::end);
    }
  }

  /** Forgets epochs that lie before a time altogether. */
  void dropBefore(long time) {
    drop(Arrays.stream(epochs).filter(e -> e.lastTime() < time).toList());
  }

  /** Whether a member has a value in some epoch. */
  boolean hasValues(int member) {
    Epoch[] all = epochs;
    for (int i = all.length - 1; i >= 0; i--) {
      if (all[i].hasValues(member)) {
        return true;
      }
    }
    return false;
  }

  /** Frees the place of a member without values; another series may get it. */
  void leave(int member) {
    logged.forget(member);
    places.push(member);
  }

  /** Notes a user of the group, or the end of one. */
  void use(int change) {
    users += change;
  }

  boolean isUnused() {
    return users == 0 && isEmpty() && places.size() == members;
  }
}
