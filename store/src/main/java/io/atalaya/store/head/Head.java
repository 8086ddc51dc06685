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
import io.atalaya.store.index.CardinalityCounter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
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
  private LabelIndex index = new LabelIndex(table.symbols());
  private final LongPages newest = new LongPages();
  private final IntPages generations = new IntPages();
  private final IntPages homeGroups = new IntPages();
  private final IntPages homeMembers = new IntPages();
  private final Map<Integer, List<Home>> otherHomes = new HashMap<>();
  private final BitSet fresh = new BitSet();
  private final Map<Integer, LateSamples> late = new HashMap<>();
  private final List<@Nullable Group> groups = new ArrayList<>();
  private final Map<String, Group> groupsByKey = new HashMap<>();
  private final Exemplars exemplars;
  private final Map<String, Metadata> metadata = new TreeMap<>();

  /** A further place of a series, in a group that is not its first. */
  record Home(int group, int member) {}

  Head(String tenant, HeadLimits limits) {
    this.tenant = tenant;
    this.limits = limits;
    exemplars = new Exemplars(limits.maxExemplars());
  }

  String tenant() {
    return tenant;
  }

  Labels labels(int slot) {
    lock.readLock().lock();
    try {
      return table.labels(slot);
    } finally {
      lock.readLock().unlock();
    }
  }

  int activeSeries() {
    lock.readLock().lock();
    try {
      return table.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The group of a key, made if it is new, with one user more. */
  Group use(String key) {
    lock.writeLock().lock();
    try {
      Group group = groupsByKey.computeIfAbsent(key, this::newGroup);
      group.use(1);
      return group;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Ends a use. */
  void release(Group group) {
    lock.writeLock().lock();
    try {
      group.use(-1);
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
    lock.readLock().lock();
    try {
      int slot = table.find(labels);
      if (slot != SeriesTable.NONE) {
        return refOf(slot);
      }
    } finally {
      lock.readLock().unlock();
    }
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
    fresh.set(slot);
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
    boolean exists =
        ref >= 0 && slot >= 0 && slot < table.slots() && generations.get(slot) == ref >>> 32;
    return exists ? slot : SeriesTable.NONE;
  }

  /** The member of a series read back from the log, created whatever the limit says. */
  int restore(Group group, Labels labels) {
    lock.writeLock().lock();
    try {
      int found = table.find(labels);
      int slot = found == SeriesTable.NONE ? create(labels) : found;
      fresh.clear(slot);
      return memberOf(group, slot);
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
  Appended admit(Group group, SampleBatch batch, long nowMillis, long lateWindow, Rows rows) {
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
        } else if (limits.isTooLate(time, newest.get(slot), nowMillis, lateWindow)) {
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
            && row >= group.openEpoch().openValues().end(member)
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
      found = group(home.group()).find(home.member(), time);
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
      exemplars.add(exemplar);
    } finally {
      lock.writeLock().unlock();
    }
  }

  boolean isNew(Exemplar exemplar) {
    lock.readLock().lock();
    try {
      return exemplars.isNew(exemplar);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Exemplars of the series and the time selected, by labels of the series. */
  Map<Labels, List<Exemplar>> exemplars(SeriesSelection selection) {
    lock.readLock().lock();
    try {
      RoaringBitmap slots = index.select(selection.matchers());
      Map<Labels, List<Exemplar>> found = new TreeMap<>();
      exemplars
          .between(selection.fromMillis(), selection.toMillis())
          .forEach(
              (ref, ofSeries) -> {
                int slot = slotOf(ref);
                if (slot != SeriesTable.NONE && slots.contains(slot)) {
                  found.put(table.labels(slot), ofSeries);
                }
              });
      return found;
    } finally {
      lock.readLock().unlock();
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
    HeadNotes notes;
    lock.readLock().lock();
    try {
      notes = HeadNotes.take(this, index.select(selection.matchers()), selection);
    } finally {
      lock.readLock().unlock();
    }
    return HeadSeriesSet.of(notes, selection);
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

  /** Starts of the block ranges that have samples and end at or before a time, ascending. */
  List<Long> rangesBefore(long end) {
    lock.readLock().lock();
    try {
      TreeSet<Long> starts = new TreeSet<>();
      for (Group group : groups) {
        for (Epoch epoch : group == null ? new Epoch[0] : group.epochs()) {
          starts.add(rangeOf(epoch.firstTime()));
        }
      }
      late.values().forEach(l -> l.forEach(s -> starts.add(rangeOf(s.time()))));
      return List.copyOf(starts.headSet(end - limits.blockMillis(), true));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Counts what there is; each list of its cardinality has so many entries. */
  HeadStatistics statistics(int limit) {
    CardinalityCounter counter = new CardinalityCounter(limit);
    long chunks = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    lock.readLock().lock();
    try {
      index.count(counter);
      for (Group group : groupsByKey.values()) {
        Epoch[] epochs = group.epochs();
        chunks += (long) epochs.length * group.members();
        first = epochs.length == 0 ? first : Math.min(first, epochs[0].firstTime());
        last = Math.max(last, group.lastTime());
      }
      for (LateSamples samples : late.values()) {
        first = Math.min(first, samples.firstTime());
        last = Math.max(last, samples.lastTime());
      }
      return new HeadStatistics(table.size(), chunks, first, last, counter.result());
    } finally {
      lock.readLock().unlock();
    }
  }

  private long rangeOf(long time) {
    return Math.floorDiv(time, limits.blockMillis()) * limits.blockMillis();
  }

  /** Freezes what the head has of a range. */
  Cut cut(long from, long position) {
    long to = from + limits.blockMillis();
    lock.writeLock().lock();
    try {
      Map<Group, List<Epoch>> epochs = new HashMap<>();
      for (Group group : groups) {
        List<Epoch> closed = group == null ? List.of() : group.close(from, to);
        if (group != null && !closed.isEmpty()) {
          epochs.put(group, closed);
        }
      }
      SeriesSelection all = SeriesSelection.of(tenant, List.of(), from, to - 1);
      return new Cut(tenant, from, to, position, select(all), epochs, Map.copyOf(late));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets what was cut, and nothing that came later. */
  void drop(Cut cut) {
    lock.writeLock().lock();
    try {
      cut.epochs().forEach(Group::drop);
      cut.late()
          .forEach((slot, then) -> late.computeIfPresent(slot, (s, now) -> minus(now, then, cut)));
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static @Nullable LateSamples minus(LateSamples now, LateSamples then, Cut cut) {
    LateSamples left =
        now.filter(
            s -> s.time() < cut.from() || s.time() >= cut.to() || then.find(s.time()) == null);
    return left.isEmpty() ? null : left;
  }

  /** Packs what does not grow any more; does not keep anybody waiting. */
  void seal() {
    List<Group> all;
    lock.readLock().lock();
    try {
      all = List.copyOf(groupsByKey.values());
    } finally {
      lock.readLock().unlock();
    }
    all.forEach(Group::seal);
  }

  /** Forgets what is older than a time. */
  void dropBefore(long time) {
    lock.writeLock().lock();
    try {
      for (Group group : groups) {
        if (group != null) {
          group.dropBefore(time);
        }
      }
      late.values().removeIf(l -> l.lastTime() < time);
      late.replaceAll((s, l) -> l.firstTime() < time ? l.filter(x -> x.time() >= time) : l);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets series without samples, except those registered since the last call. */
  void dropIdle() {
    lock.writeLock().lock();
    try {
      int[] idle = table.liveSlots().filter(this::isIdle).toArray();
      for (int slot : idle) {
        remove(slot);
      }
      fresh.clear();
      for (Group group : List.copyOf(groupsByKey.values())) {
        if (group.isUnused()) {
          groupsByKey.remove(group.key());
          groups.set(group.number(), null);
        }
      }
      pack();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private boolean isIdle(int slot) {
    if (fresh.get(slot) || late.containsKey(slot)) {
      return false;
    }
    for (Home home : homes(slot)) {
      if (group(home.group()).hasValues(home.member())) {
        return false;
      }
    }
    return true;
  }

  private void remove(int slot) {
    homes(slot).forEach(home -> group(home.group()).leave(home.member()));
    otherHomes.remove(slot);
    index.remove(table, slot);
    table.remove(slot);
    generations.set(slot, generations.get(slot) + 1 & Integer.MAX_VALUE);
  }

  private void pack() {
    if (table.isSparse()) {
      table.pack();
      index = new LabelIndex(table.symbols());
      table.liveSlots().sorted().forEach(slot -> index.add(table, slot));
    }
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
    return Objects.requireNonNull(groups.get(number), "a series points to a group that is gone");
  }

  ReentrantReadWriteLock.ReadLock readLock() {
    return lock.readLock();
  }
}
