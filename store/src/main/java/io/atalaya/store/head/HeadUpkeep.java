package io.atalaya.store.head;

import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SeriesSelection;
import io.atalaya.store.head.Registry.Home;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Moves what a head has on: to files, when it does not change any more; to blocks, when a range of
 * time is over; out, when it is too old or damaged. No disk is waited for under the lock.
 */
final class HeadUpkeep {
  private final Head head;
  private final HeadData data;
  private final HeadReader reader;

  HeadUpkeep(Head head, HeadData data, HeadReader reader) {
    this.head = head;
    this.data = data;
    this.reader = reader;
  }

  /** Starts of the block ranges that have samples and end at or before a time, ascending. */
  List<Long> rangesBefore(long end) {
    data.lock.readLock().lock();
    try {
      TreeSet<Long> starts = new TreeSet<>();
      for (Group group : data.groups) {
        for (Epoch epoch : group.epochs()) {
          starts.add(rangeOf(epoch.firstTime()));
        }
      }
      data.late.forEach(late -> late.forEach(s -> starts.add(rangeOf(s.time()))));
      return List.copyOf(starts.headSet(end - data.limits.blockMillis(), true));
    } finally {
      data.lock.readLock().unlock();
    }
  }

  private long rangeOf(long time) {
    return Math.floorDiv(time, data.limits.blockMillis()) * data.limits.blockMillis();
  }

  /** Freezes what the head has of a range. */
  Cut cut(long from, long position) {
    long to = from + data.limits.blockMillis();
    data.lock.writeLock().lock();
    try {
      Map<Group, List<Epoch>> epochs = new HashMap<>();
      for (Group group : data.groups) {
        List<Epoch> closed = group.close(from, to, position);
        if (!closed.isEmpty()) {
          epochs.put(group, closed);
        }
      }
      SeriesSelection all = SeriesSelection.of(data.tenant, List.of(), from, to - 1);
      return new Cut(data.tenant, from, to, position, reader.select(all), epochs, data.late.copy());
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** Forgets what was cut, and nothing that came later. */
  void drop(Cut cut) {
    data.lock.writeLock().lock();
    try {
      cut.epochs().forEach(Group::drop);
      data.late.drop(cut);
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /**
   * What can be written to files now.
   *
   * @param oldest segment of the log in which an epoch may begin and still grow
   * @param position of the end of the log
   */
  Storable storable(long oldest, long position) {
    data.lock.writeLock().lock();
    try {
      Map<Group, List<Epoch>> epochs = new LinkedHashMap<>();
      for (Group group : data.groups) {
        List<Epoch> ofGroup = group.storable(oldest, position);
        if (!ofGroup.isEmpty()) {
          epochs.put(group, ofGroup);
        }
      }
      Unsaved notes = data.unsaved;
      data.unsaved = Unsaved.nothing();
      return new Storable(head, epochs, notes);
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** Takes back notes that could not be written. */
  void keep(Unsaved notes) {
    data.lock.writeLock().lock();
    try {
      data.unsaved.addFirst(notes);
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** Where a series is, or null if it is gone. */
  @Nullable Home home(long ref) {
    data.lock.readLock().lock();
    try {
      int slot = data.series.slotOf(ref);
      return slot == SeriesTable.NONE ? null : data.series.home(slot);
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** Whether a late sample is still here: it may have been cut. */
  boolean isLate(long ref, long time) {
    data.lock.readLock().lock();
    try {
      return data.late.find(data.series.slotOf(ref), time) != null;
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** Some group, for what belongs to none; null if there is none. */
  @Nullable Group anyGroup() {
    data.lock.readLock().lock();
    try {
      return data.groups.any();
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** The first segment of the log with samples that are in no file. */
  long firstSegmentNeeded() {
    data.lock.readLock().lock();
    try {
      long first = Long.MAX_VALUE;
      for (Group group : data.groups) {
        for (Epoch epoch : group.epochs()) {
          first = epoch.isStored() ? first : Math.min(first, epoch.firstPosition() >>> 32);
        }
      }
      return first;
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** Takes epochs out of use that are not as they were written to files, and returns them. */
  List<Epoch> dropDamaged() {
    List<Epoch> dropped = new ArrayList<>();
    for (Group group : groupsNow()) {
      List<Epoch> damaged = Arrays.stream(group.epochs()).filter(e -> !e.isGood()).toList();
      data.lock.writeLock().lock();
      try {
        group.drop(damaged);
      } finally {
        data.lock.writeLock().unlock();
      }
      dropped.addAll(damaged);
    }
    return dropped;
  }

  private List<Group> groupsNow() {
    data.lock.readLock().lock();
    try {
      return data.groups.list();
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** Forgets what is older than a time. */
  void dropBefore(long time) {
    data.lock.writeLock().lock();
    try {
      data.groups.forEach(group -> group.dropBefore(time));
      data.late.dropBefore(time);
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /**
   * Forgets series without samples, except those registered since the last call and those with an
   * exemplar that is in no file yet.
   */
  void dropIdle() {
    data.lock.writeLock().lock();
    try {
      Set<Long> unsaved = new HashSet<>();
      data.unsaved.exemplars().stream().map(Exemplar::ref).forEach(unsaved::add);
      int[] idle =
          data.series
              .table()
              .liveSlots()
              .filter(slot -> isIdle(slot) && !unsaved.contains(data.series.refOf(slot)))
              .toArray();
      for (int slot : idle) {
        remove(slot);
      }
      data.series.endFresh();
      data.groups.dropUnused();
      data.series.pack();
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  private void remove(int slot) {
    long ref = data.series.refOf(slot);
    if (data.exemplars.has(ref)) {
      data.exemplars.noteGone(ref, data.series.table().labels(slot));
    }
    data.series.homes(slot).forEach(home -> data.groups.at(home.group()).leave(home.member()));
    data.series.remove(slot);
  }

  private boolean isIdle(int slot) {
    if (data.series.isFresh(slot) || data.late.has(slot)) {
      return false;
    }
    int group = data.series.homeGroup(slot);
    if (group != SeriesTable.NONE && hasValues(group, data.series.homeMember(slot))) {
      return false;
    }
    return data.series.otherHomes(slot).stream()
        .noneMatch(home -> hasValues(home.group(), home.member()));
  }

  private boolean hasValues(int group, int member) {
    return data.groups.at(group).hasValues(member);
  }
}
