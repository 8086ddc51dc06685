package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup.Appended;
import io.atalaya.model.SeriesLimitException;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The recent samples of one tenant.
 *
 * <pre>
 * reference ──► slot ──► newest time, generation, labels, and its home:
 *                        group ──► epochs ──► timestamp rows
 *                        member ─────────────► column of values
 *                  └──► late samples, if it has any
 * </pre>
 *
 * <p>A sample newer than all of its series goes to a row of its group; samples of a batch share the
 * row. What fits no row, because it comes late, because its time lies between rows, or because its
 * bits are those the columns reserve, goes to the late samples of the series. A series sampled by
 * several groups has a home in each.
 *
 * <p>Changes are made under the write lock, a batch at a time; a selection takes note, under the
 * read lock, of how far each row and column goes. So a query sees a batch whole or not at all, and
 * no disk is waited for under either.
 */
final class Head {
  /** Outcome of one row. */
  private enum Outcome {
    APPENDED,
    DUPLICATE
  }

  private final String tenant;
  private final HeadLimits limits;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final SeriesTable table = new SeriesTable();
  private final LabelIndex index = new LabelIndex(table.symbols());
  private final LongPages newest = new LongPages();
  private final IntPages generations = new IntPages();
  private final IntPages homeGroups = new IntPages();
  private final IntPages homeMembers = new IntPages();
  private final Map<Integer, List<Home>> otherHomes = new HashMap<>();
  private final Map<Integer, LateSamples> late = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, Group> groupsByKey = new HashMap<>();
  private final Deque<Exemplar> exemplars = new ArrayDeque<>();
  private final Map<String, Metadata> metadata = new TreeMap<>();

  /** A further place of a series, in a group that is not its first. */
  record Home(int group, int member) {}

  Head(String tenant, HeadLimits limits) {
    this.tenant = tenant;
    this.limits = limits;
  }

  String tenant() {
    return tenant;
  }

  Labels labels(int slot) {
    return table.labels(slot);
  }

  int activeSeries() {
    lock.readLock().lock();
    try {
      return table.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The group of a key, made if it is new. */
  Group group(String key) {
    lock.writeLock().lock();
    try {
      return groupsByKey.computeIfAbsent(key, this::newGroup);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Group newGroup(String key) {
    Group group = new Group(groups.size(), key);
    groups.add(group);
    return group;
  }

  /** The reference of a series, which is created if it does not exist. */
  long register(Labels labels) {
    lock.writeLock().lock();
    try {
      int slot = table.find(labels);
      if (slot == SeriesTable.NONE) {
        requireRoom(labels);
        slot = create(labels);
      }
      return refOf(slot);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireRoom(Labels labels) {
    if (table.size() >= limits.maxSeries()) {
      throw new SeriesLimitException(
          "tenant "
              + tenant
              + " has "
              + table.size()
              + " active series, as many as it may have; "
              + labels
              + " was not created. Raise the limit or drop labels with many values");
    }
  }

  private int create(Labels labels) {
    int slot = table.add(labels);
    newest.grow(slot + 1);
    generations.grow(slot + 1);
    homeGroups.grow(slot + 1);
    homeMembers.grow(slot + 1);
    newest.set(slot, Long.MIN_VALUE);
    homeGroups.set(slot, SeriesTable.NONE);
    index.add(table, slot);
    return slot;
  }

  long refOf(int slot) {
    return (long) generations.get(slot) << 32 | slot;
  }

  /** The slot of a reference, or {@link SeriesTable#NONE} if its series is gone. */
  private int slotOf(long ref) {
    int slot = (int) ref;
    boolean exists = ref >= 0 && slot < table.slots() && generations.get(slot) == ref >>> 32;
    return exists && homeGroups.get(slot) != GONE ? slot : SeriesTable.NONE;
  }

  private static final int GONE = -2;

  /** The member of a series read back from the log, created whatever the limit says. */
  int restore(Group group, Labels labels) {
    lock.writeLock().lock();
    try {
      int slot = table.find(labels);
      return memberOf(group, slot == SeriesTable.NONE ? create(labels) : slot);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private int memberOf(Group group, int slot) {
    int home = homeGroups.get(slot);
    if (home == group.number()) {
      return homeMembers.get(slot);
    }
    if (home == SeriesTable.NONE) {
      homeGroups.set(slot, group.number());
      homeMembers.set(slot, group.join(slot));
      return homeMembers.get(slot);
    }
    return otherMemberOf(group, slot);
  }

  private int otherMemberOf(Group group, int slot) {
    List<Home> homes = otherHomes.computeIfAbsent(slot, s -> new ArrayList<>());
    for (Home home : homes) {
      if (home.group() == group.number()) {
        return home.member();
      }
    }
    Home home = new Home(group.number(), group.join(slot));
    homes.add(home);
    return home.member();
  }

  /**
   * Puts the rows of a batch that may be stored into {@code rows}, sorted.
   *
   * @return what became of the others; {@code appended} is 0
   */
  Appended admit(Group group, SampleBatch batch, long nowMillis, Rows rows) {
    rows.clear();
    int old = 0;
    int ahead = 0;
    int unknown = 0;
    lock.writeLock().lock();
    try {
      for (int i = 0; i < batch.size(); i++) {
        int slot = slotOf(batch.ref(i));
        long time = batch.timestampMillis(i);
        if (slot == SeriesTable.NONE) {
          unknown++;
        } else if (time > nowMillis + limits.maxAheadMillis()) {
          ahead++;
        } else if (time < newest.get(slot) && limits.isTooLate(time, newest.get(slot), nowMillis)) {
          old++;
        } else {
          rows.add(
              memberOf(group, slot),
              time,
              Double.doubleToRawLongBits(batch.value(i)),
              batch.startTimestampMillis(i),
              batch.histogram(i));
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
    rows.sort();
    return new Appended(0, old, 0, ahead, unknown);
  }

  /** Stores rows; returns how many of them were duplicates with another value. */
  int apply(Group group, Rows rows) {
    int duplicates = 0;
    lock.writeLock().lock();
    try {
      long time = 0;
      int row = Group.NO_ROW;
      for (int i = 0; i < rows.size(); i++) {
        if (i == 0 || rows.time(i) != time) {
          time = rows.time(i);
          row = group.rowFor(time, limits.blockMillis());
        }
        duplicates += store(group, row, rows, i) == Outcome.DUPLICATE ? 1 : 0;
      }
    } finally {
      lock.writeLock().unlock();
    }
    return duplicates;
  }

  private Outcome store(Group group, int row, Rows rows, int i) {
    int member = rows.member(i);
    int slot = group.slot(member);
    long time = rows.time(i);
    long bits = rows.bits(i);
    Histogram histogram = rows.histogram(i);
    if (time <= newest.get(slot)) {
      LateSamples.Sample stored = find(slot, time);
      if (stored != null) {
        return stored.sameValue(bits, histogram) ? Outcome.APPENDED : Outcome.DUPLICATE;
      }
    }
    newest.set(slot, Math.max(newest.get(slot), time));
    boolean fits =
        row != Group.NO_ROW
            && row >= group.openEpoch().values().end(member)
            && (histogram != null || !Columns.isReserved(bits));
    if (fits) {
      group.openEpoch().put(member, row, bits, rows.start(i), histogram);
    } else {
      var sample = new LateSamples.Sample(time, bits, rows.start(i), histogram);
      late.merge(slot, LateSamples.NONE.with(sample), (old, one) -> old.with(sample));
    }
    return Outcome.APPENDED;
  }

  /** The sample of a series at a time, wherever it is. */
  private LateSamples.@Nullable Sample find(int slot, long time) {
    LateSamples ofSlot = late.get(slot);
    LateSamples.Sample found = ofSlot == null ? null : ofSlot.find(time);
    if (found != null) {
      return found;
    }
    for (Home home : homes(slot)) {
      found = groups.get(home.group()).find(home.member(), time);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private List<Home> homes(int slot) {
    int group = homeGroups.get(slot);
    if (group < 0) {
      return List.of();
    }
    Home first = new Home(group, homeMembers.get(slot));
    List<Home> others = otherHomes.get(slot);
    if (others == null) {
      return List.of(first);
    }
    List<Home> all = new ArrayList<>(others);
    all.addFirst(first);
    return all;
  }

  /** The member of a series in a group if its reference is known, for what is not a sample. */
  int memberFor(Group group, long ref) {
    lock.writeLock().lock();
    try {
      int slot = slotOf(ref);
      return slot == SeriesTable.NONE ? SeriesTable.NONE : memberOf(group, slot);
    } finally {
      lock.writeLock().unlock();
    }
  }

  void keep(Exemplar exemplar) {
    lock.writeLock().lock();
    try {
      if (exemplars.size() >= limits.maxExemplars()) {
        exemplars.poll();
      }
      exemplars.add(exemplar);
    } finally {
      lock.writeLock().unlock();
    }
  }

  void keep(Metadata family) {
    lock.writeLock().lock();
    try {
      metadata.put(family.family(), family);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Metadata by metric family, sorted by its name. */
  List<Metadata> metadata() {
    lock.readLock().lock();
    try {
      return List.copyOf(metadata.values());
    } finally {
      lock.readLock().unlock();
    }
  }

  SeriesSet select(SeriesSelection selection) {
    lock.readLock().lock();
    try {
      RoaringBitmap found = index.select(selection.matchers());
      return HeadSeriesSet.of(this, found, selection);
    } finally {
      lock.readLock().unlock();
    }
  }

  List<String> labelNames(SeriesSelection selection) {
    lock.readLock().lock();
    try {
      return index.names(among(selection));
    } finally {
      lock.readLock().unlock();
    }
  }

  List<String> labelValues(String name, SeriesSelection selection) {
    lock.readLock().lock();
    try {
      return index.values(name, among(selection));
    } finally {
      lock.readLock().unlock();
    }
  }

  private @Nullable RoaringBitmap among(SeriesSelection selection) {
    return selection.matchers().isEmpty() ? null : index.select(selection.matchers());
  }

  // What a selection notes down; called under the read lock.

  SeriesTable table() {
    return table;
  }

  long newest(int slot) {
    return newest.get(slot);
  }

  int homeGroup(int slot) {
    return homeGroups.get(slot);
  }

  int homeMember(int slot) {
    return homeMembers.get(slot);
  }

  List<Home> otherHomes(int slot) {
    return otherHomes.getOrDefault(slot, List.of());
  }

  @Nullable LateSamples late(int slot) {
    return late.get(slot);
  }

  Group group(int number) {
    return groups.get(number);
  }

  ReentrantReadWriteLock.ReadLock readLock() {
    return lock.readLock();
  }
}
