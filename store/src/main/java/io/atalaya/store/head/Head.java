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
import io.atalaya.store.head.Registry.Home;
import io.atalaya.store.index.CardinalityCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private final Registry series = new Registry();
  private final Map<Integer, LateSamples> late = new HashMap<>();
  private final List<@Nullable Group> groups = new ArrayList<>();
  private final Map<String, Group> groupsByKey = new HashMap<>();
  private final Exemplars exemplars;
  private final Map<String, Metadata> metadata = new TreeMap<>();
  private final Scratch scratch = new Scratch();
  private Unsaved unsaved = Unsaved.nothing();

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
      return series.table().labels(slot);
    } finally {
      lock.readLock().unlock();
    }
  }

  int activeSeries() {
    lock.readLock().lock();
    try {
      return series.table().size();
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
      int slot = series.table().find(labels);
      if (slot != SeriesTable.NONE) {
        return series.refOf(slot);
      }
    } finally {
      lock.readLock().unlock();
    }
    lock.writeLock().lock();
    try {
      int slot = series.table().find(labels);
      if (slot == SeriesTable.NONE) {
        requireRoom(labels);
        slot = series.create(labels);
      }
      return series.refOf(slot);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireRoom(Labels labels) {
    if (series.table().size() >= limits.maxSeries()) {
      throw new SeriesLimitException(
          "tenant "
              + tenant
              + " has "
              + series.table().size()
              + " active series, as many as it may have; "
              + labels
              + " was not created. Raise the limit or drop labels with many values");
    }
  }

  long refOf(int slot) {
    return series.refOf(slot);
  }

  /** Makes room for series that are about to be read back, if there are none yet. */
  void expect(int count) {
    lock.writeLock().lock();
    try {
      if (series.table().size() == 0) {
        series.table().expect(count);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The number of a text read back, for {@link #restore(Group, int, int[], int)}. */
  int internSymbol(String text) {
    lock.writeLock().lock();
    try {
      return series.table().symbols().intern(text);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * The member of a series read back, created whatever the limit says.
   *
   * @param wanted the member it had
   * @param pairs symbols of names and values
   */
  int restore(Group group, int wanted, int[] pairs, int labels) {
    lock.writeLock().lock();
    try {
      return series.memberOf(group, series.findOrAdd(pairs, labels), wanted);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Adds an epoch found in a file. */
  void restore(Group group, Epoch epoch) {
    lock.writeLock().lock();
    try {
      group.restore(epoch);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Adds a late sample found in a file. */
  void restore(Group group, int member, LateSamples.Sample sample) {
    lock.writeLock().lock();
    try {
      int slot = group.slot(member);
      if (find(slot, sample.time()) == null) {
        late.merge(slot, LateSamples.NONE.with(sample), (old, one) -> old.with(sample));
        series.raiseNewest(slot, sample.time());
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Tells a generation the labels of a series. */
  void describe(int slot, Generation generation) {
    lock.readLock().lock();
    try {
      Symbols symbols = series.table().symbols();
      int labels = series.table().labelCount(slot);
      generation.putLabelCount(labels);
      for (int i = 0; i < labels; i++) {
        int name = series.table().nameSymbol(slot, i);
        int value = series.table().valueSymbol(slot, i);
        generation.putSymbol(this, name, series.table().numbering(), symbols.text(name));
        generation.putSymbol(this, value, series.table().numbering(), symbols.text(value));
      }
    } finally {
      lock.readLock().unlock();
    }
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
        int slot = series.slotOf(batch.ref(i));
        long time = batch.timestampMillis(i);
        if (slot == SeriesTable.NONE) {
          unknown++;
        } else if (time > nowMillis + limits.maxAheadMillis()) {
          ahead++;
        } else if (limits.isTooLate(time, series.newest(slot), nowMillis, lateWindow)) {
          old++;
        } else {
          rows.add(
              series.memberOf(group, slot, Registry.ANY_MEMBER),
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

  /**
   * Makes room in a group for rows that are about to be logged.
   *
   * @param position of the end of the log
   */
  void makeRoom(Group group, Rows rows, long position) {
    lock.writeLock().lock();
    try {
      for (int i = 0; i < rows.size(); i++) {
        if (rows.time(i) > group.lastTime()) {
          group.makeRoom(rows.time(i), limits.blockMillis(), position);
          return;
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Stores rows read back from the log.
   *
   * @param first whether the log says that they build on nothing
   */
  void replay(Group group, Rows rows, boolean first, long position) {
    if (first) {
      makeRoom(group, rows, position - 1);
    }
    apply(group, rows, position);
  }

  /**
   * Stores rows; returns how many of them were duplicates with another value.
   *
   * @param position behind their frame in the log
   */
  int apply(Group group, Rows rows, long position) {
    int duplicates = 0;
    lock.writeLock().lock();
    try {
      int next;
      for (int i = 0; i < rows.size(); i = next) {
        long time = rows.time(i);
        int row = group.rowFor(time, limits.blockMillis(), position);
        OpenData open = row == Group.NO_ROW ? null : group.openEpoch().openData();
        for (next = i; next < rows.size() && rows.time(next) == time; next++) {
          Outcome outcome = store(group, open, row, rows, next, position);
          duplicates += outcome == Outcome.DUPLICATE ? 1 : 0;
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
    return duplicates;
  }

  /** Puts a sample in a row of the open epoch or, if it fits none, to the late ones. */
  private Outcome store(
      Group group, @Nullable OpenData open, int row, Rows rows, int i, long position) {
    int member = rows.member(i);
    int slot = group.slot(member);
    long time = rows.time(i);
    long bits = rows.bits(i);
    Histogram histogram = rows.histogram(i);
    if (time > series.newest(slot)) {
      series.setNewest(slot, time);
    } else {
      LateSamples.Sample stored = find(slot, time);
      if (stored != null) {
        return stored.sameValue(bits, histogram) ? Outcome.APPENDED : Outcome.DUPLICATE;
      }
    }
    if (open != null
        && row >= open.values().end(member)
        && (histogram != null || !Columns.isReserved(bits))) {
      open.put(member, row, bits, rows.start(i), histogram);
    } else {
      addLate(slot, position, new LateSamples.Sample(time, bits, rows.start(i), histogram));
    }
    return Outcome.APPENDED;
  }

  private void addLate(int slot, long position, LateSamples.Sample sample) {
    late.merge(slot, LateSamples.NONE.with(sample), (old, one) -> old.with(sample));
    unsaved.late().add(new Unsaved.Late(series.refOf(slot), position, sample));
  }

  /** The sample of a series at a time, wherever it is. */
  private LateSamples.@Nullable Sample find(int slot, long time) {
    LateSamples ofSlot = late.get(slot);
    LateSamples.Sample found = ofSlot == null ? null : ofSlot.find(time);
    if (found != null) {
      return found;
    }
    for (Home home : series.homes(slot)) {
      found = group(home.group()).find(home.member(), time, scratch);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The member of a series in a group if its reference is known, for what is not a sample. */
  int memberFor(Group group, long ref) {
    lock.writeLock().lock();
    try {
      int slot = series.slotOf(ref);
      return slot == SeriesTable.NONE
          ? SeriesTable.NONE
          : series.memberOf(group, slot, Registry.ANY_MEMBER);
    } finally {
      lock.writeLock().unlock();
    }
  }

  void keep(Exemplar exemplar) {
    lock.writeLock().lock();
    try {
      if (exemplars.add(exemplar)) {
        unsaved.exemplars().add(exemplar);
      }
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
      RoaringBitmap slots = series.index().select(selection.matchers());
      Map<Labels, List<Exemplar>> found = new TreeMap<>();
      exemplars
          .between(selection.fromMillis(), selection.toMillis())
          .forEach(
              (ref, ofSeries) -> {
                int slot = series.slotOf(ref);
                if (slot != SeriesTable.NONE && slots.contains(slot)) {
                  found.put(series.table().labels(slot), ofSeries);
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
      if (!family.equals(metadata.put(family.family(), family))) {
        unsaved.metadata().add(family);
      }
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
      if (!hasSamplesFor(selection)) {
        return SeriesSet.empty();
      }
      notes = HeadNotes.take(this, series.index().select(selection.matchers()), selection);
    } finally {
      lock.readLock().unlock();
    }
    return HeadSeriesSet.of(notes, selection);
  }

  List<String> labelNames(SeriesSelection selection) {
    lock.readLock().lock();
    try {
      return hasSamplesFor(selection) ? series.index().names(among(selection)) : List.of();
    } finally {
      lock.readLock().unlock();
    }
  }

  List<String> labelValues(String name, SeriesSelection selection) {
    lock.readLock().lock();
    try {
      return hasSamplesFor(selection) ? series.index().values(name, among(selection)) : List.of();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Whether any source has samples in the time of the selection; stops at the first. */
  private boolean hasSamplesFor(SeriesSelection selection) {
    long from = selection.fromMillis();
    long to = selection.toMillis();
    for (Group group : groupsByKey.values()) {
      Epoch[] epochs = group.epochs();
      if (epochs.length > 0 && epochs[0].firstTime() <= to && group.lastTime() >= from) {
        return true;
      }
    }
    return late.values().stream().anyMatch(l -> l.firstTime() <= to && l.lastTime() >= from);
  }

  private @Nullable RoaringBitmap among(SeriesSelection selection) {
    return selection.matchers().isEmpty() ? null : series.index().select(selection.matchers());
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
    lock.readLock().lock();
    try {
      series.index().count(counter);
      HeadExtent extent = extent();
      return new HeadStatistics(
          series.table().size(),
          extent.chunks(),
          extent.firstMillis(),
          extent.lastMillis(),
          counter.result());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How much there is, and from when to when. */
  HeadExtent extent() {
    long chunks = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    lock.readLock().lock();
    try {
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
      return new HeadExtent(chunks, first, last);
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
        List<Epoch> closed = group == null ? List.of() : group.close(from, to, position);
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

  /**
   * What can be written to files now.
   *
   * @param oldest segment of the log in which an epoch may begin and still grow
   * @param position of the end of the log
   */
  Storable storable(long oldest, long position) {
    lock.writeLock().lock();
    try {
      Map<Group, List<Epoch>> epochs = new LinkedHashMap<>();
      for (Group group : groupsByKey.values()) {
        List<Epoch> ofGroup = group.storable(oldest, position);
        if (!ofGroup.isEmpty()) {
          epochs.put(group, ofGroup);
        }
      }
      Unsaved notes = unsaved;
      unsaved = Unsaved.nothing();
      return new Storable(this, epochs, notes);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Takes back notes that could not be written. */
  void keep(Unsaved notes) {
    lock.writeLock().lock();
    try {
      unsaved.addFirst(notes);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Where a series is, or null if it is gone. */
  @Nullable Home home(long ref) {
    lock.readLock().lock();
    try {
      int slot = series.slotOf(ref);
      return slot == SeriesTable.NONE ? null : series.home(slot);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Whether a late sample is still here: it may have been cut. */
  boolean isLate(long ref, long time) {
    lock.readLock().lock();
    try {
      LateSamples ofSeries = late.get(series.slotOf(ref));
      return ofSeries != null && ofSeries.find(time) != null;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Some group, for what belongs to none; null if there is none. */
  @Nullable Group anyGroup() {
    lock.readLock().lock();
    try {
      return groupsByKey.isEmpty() ? null : groupsByKey.values().iterator().next();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The first segment of the log with samples that are in no file. */
  long firstSegmentNeeded() {
    lock.readLock().lock();
    try {
      long first = Long.MAX_VALUE;
      for (Group group : groupsByKey.values()) {
        for (Epoch epoch : group.epochs()) {
          first = epoch.isStored() ? first : Math.min(first, epoch.firstPosition() >>> 32);
        }
      }
      return first;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Makes series that were read back findable; nobody else may use the head meanwhile. */
  void buildIndex() {
    series.buildIndex();
  }

  /** Takes epochs out of use that are not as they were written to files, and returns them. */
  List<Epoch> dropDamaged() {
    List<Epoch> dropped = new ArrayList<>();
    for (Group group : groupsNow()) {
      List<Epoch> damaged = Arrays.stream(group.epochs()).filter(e -> !e.isGood()).toList();
      lock.writeLock().lock();
      try {
        group.drop(damaged);
      } finally {
        lock.writeLock().unlock();
      }
      dropped.addAll(damaged);
    }
    return dropped;
  }

  private List<Group> groupsNow() {
    lock.readLock().lock();
    try {
      return List.copyOf(groupsByKey.values());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Notes, after epochs were restored, how far each series goes. */
  void noteNewest() {
    lock.writeLock().lock();
    try {
      for (Group group : groupsByKey.values()) {
        group.forEachNewest((slot, time) -> series.raiseNewest(slot, time));
      }
    } finally {
      lock.writeLock().unlock();
    }
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
      int[] idle = series.table().liveSlots().filter(this::isIdle).toArray();
      for (int slot : idle) {
        series.homes(slot).forEach(home -> group(home.group()).leave(home.member()));
        series.remove(slot);
      }
      series.endFresh();
      for (Group group : List.copyOf(groupsByKey.values())) {
        if (group.isUnused()) {
          groupsByKey.remove(group.key());
          groups.set(group.number(), null);
        }
      }
      series.pack();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private boolean isIdle(int slot) {
    if (series.isFresh(slot) || late.containsKey(slot)) {
      return false;
    }
    for (Home home : series.homes(slot)) {
      if (group(home.group()).hasValues(home.member())) {
        return false;
      }
    }
    return true;
  }

  // What a selection notes down; called under the read lock.

  Registry series() {
    return series;
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
