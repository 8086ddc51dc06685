package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup.Appended;
import io.atalaya.model.SeriesLimitException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The recent samples of one tenant, and how they come in.
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
 *
 * <p>The other doors to the same data: {@link #reader()}, {@link #restorer()}, {@link #upkeep()}.
 */
final class Head {
  /** Outcome of one row. */
  private enum Outcome {
    APPENDED,
    DUPLICATE
  }

  private final HeadData data;
  private final HeadLimits limits;
  private final ReentrantReadWriteLock lock;
  private final Registry series;
  private final LateTable late;
  private final Scratch scratch = new Scratch();
  private final HeadReader reader;
  private final HeadRestorer restorer;
  private final HeadUpkeep upkeep;

  Head(String tenant, HeadLimits limits) {
    data = new HeadData(tenant, limits);
    this.limits = limits;
    lock = data.lock;
    series = data.series;
    late = data.late;
    reader = new HeadReader(data);
    restorer = new HeadRestorer(data);
    upkeep = new HeadUpkeep(this, data, reader);
  }

  String tenant() {
    return data.tenant;
  }

  /** For queries. */
  HeadReader reader() {
    return reader;
  }

  /** For a start. */
  HeadRestorer restorer() {
    return restorer;
  }

  /** For what leaves the head. */
  HeadUpkeep upkeep() {
    return upkeep;
  }

  /** The group of a key, made if it is new, with one user more. */
  Group use(String key) {
    lock.writeLock().lock();
    try {
      Group group = data.groups.of(key);
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
              + data.tenant
              + " has "
              + series.table().size()
              + " active series, as many as it may have; "
              + labels
              + " was not created. Drop labels with many values, or raise the limit (max_series)");
    }
  }

  long refOf(int slot) {
    return series.refOf(slot);
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
      LateSamples.Sample stored = data.find(slot, time, scratch);
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
    late.add(slot, sample);
    data.unsaved.late().add(new Unsaved.Late(series.refOf(slot), position, sample));
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
      if (data.exemplars.add(exemplar)) {
        data.unsaved.exemplars().add(exemplar);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  boolean isNew(Exemplar exemplar) {
    lock.readLock().lock();
    try {
      return data.exemplars.isNew(exemplar);
    } finally {
      lock.readLock().unlock();
    }
  }

  void keep(Metadata family) {
    lock.writeLock().lock();
    try {
      if (!family.equals(data.metadata.put(family.family(), family))) {
        data.unsaved.metadata().add(family);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The group in which a series has a home. */
  Group group(int number) {
    return data.groups.at(number);
  }
}
