package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.index.CardinalityCounter;
import io.atalaya.store.merge.Spares;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Answers what is asked of a head. A selection takes note, under the read lock, of how far each row
 * and column goes; what it found is read later, without a lock.
 */
final class HeadReader {
  private final HeadData data;
  private final Spares<Scratch> room = new Spares<>(Scratch::new);

  HeadReader(HeadData data) {
    this.data = data;
  }

  int activeSeries() {
    data.lock.readLock().lock();
    try {
      return data.series.table().size();
    } finally {
      data.lock.readLock().unlock();
    }
  }

  Labels labels(int slot) {
    data.lock.readLock().lock();
    try {
      return data.series.table().labels(slot);
    } finally {
      data.lock.readLock().unlock();
    }
  }

  SeriesSet select(SeriesSelection selection) {
    HeadNotes notes;
    data.lock.readLock().lock();
    try {
      if (!hasSamplesFor(selection)) {
        return SeriesSet.empty();
      }
      notes = HeadNotes.take(data, data.series.index().select(selection.matchers()), selection);
    } finally {
      data.lock.readLock().unlock();
    }
    return HeadSeriesSet.of(notes, selection, room);
  }

  List<String> labelNames(SeriesSelection selection) {
    data.lock.readLock().lock();
    try {
      return hasSamplesFor(selection) ? data.series.index().names(among(selection)) : List.of();
    } finally {
      data.lock.readLock().unlock();
    }
  }

  List<String> labelValues(String name, SeriesSelection selection) {
    data.lock.readLock().lock();
    try {
      return hasSamplesFor(selection)
          ? data.series.index().values(name, among(selection))
          : List.of();
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** Whether any source has samples in the time of the selection; stops at the first. */
  private boolean hasSamplesFor(SeriesSelection selection) {
    long from = selection.fromMillis();
    long to = selection.toMillis();
    for (Group group : data.groups) {
      Epoch[] epochs = group.epochs();
      if (epochs.length > 0 && epochs[0].firstTime() <= to && group.lastTime() >= from) {
        return true;
      }
    }
    return data.late.mayHave(from, to);
  }

  private @Nullable RoaringBitmap among(SeriesSelection selection) {
    return selection.matchers().isEmpty() ? null : data.series.index().select(selection.matchers());
  }

  /** Exemplars of the series and the time selected, by labels of the series. */
  Map<Labels, List<Exemplar>> exemplars(SeriesSelection selection) {
    data.lock.readLock().lock();
    try {
      RoaringBitmap slots = data.series.index().select(selection.matchers());
      Map<Labels, List<Exemplar>> found = new TreeMap<>();
      data.exemplars
          .between(selection.fromMillis(), selection.toMillis())
          .forEach(
              (ref, ofSeries) -> {
                Labels labels = labelsOf(ref, slots, selection.matchers());
                if (labels != null) {
                  found.merge(labels, ofSeries, HeadReader::together);
                }
              });
      return found;
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** The labels of a series with exemplars, or null if it is not selected. */
  private @Nullable Labels labelsOf(long ref, RoaringBitmap slots, List<Matcher> matchers) {
    int slot = data.series.slotOf(ref);
    if (slot != SeriesTable.NONE) {
      return slots.contains(slot) ? data.series.table().labels(slot) : null;
    }
    Labels gone = data.exemplars.gone(ref);
    return gone != null && matchers.stream().allMatch(m -> m.matches(gone)) ? gone : null;
  }

  /** Those of a series from before it left the head, and from after it came back. */
  private static List<Exemplar> together(List<Exemplar> some, List<Exemplar> more) {
    return Stream.concat(some.stream(), more.stream())
        .sorted(Comparator.comparingLong(Exemplar::timestampMillis))
        .toList();
  }

  /** Metadata by metric family, sorted by its name. */
  List<Metadata> metadata() {
    data.lock.readLock().lock();
    try {
      return List.copyOf(data.metadata.values());
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** Counts what there is; each list of its cardinality has so many entries. */
  HeadStatistics statistics(int limit) {
    CardinalityCounter counter = new CardinalityCounter(limit);
    data.lock.readLock().lock();
    try {
      data.series.index().count(counter);
      HeadExtent extent = extent();
      return new HeadStatistics(
          data.series.table().size(),
          extent.chunks(),
          extent.firstMillis(),
          extent.lastMillis(),
          counter.result());
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** How much there is, and from when to when. */
  HeadExtent extent() {
    data.lock.readLock().lock();
    try {
      Extent extent = new Extent();
      data.groups.forEach(extent::add);
      data.late.forEach(samples -> extent.add(samples.firstTime(), samples.lastTime()));
      SeriesTable series = data.series.table();
      return new HeadExtent(
          series.size(), series.removed(), extent.chunks, extent.first, extent.last);
    } finally {
      data.lock.readLock().unlock();
    }
  }

  /** An extent that grows. */
  private static final class Extent {
    private long chunks;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void add(Group group) {
      Epoch[] epochs = group.epochs();
      chunks += (long) epochs.length * group.members();
      if (epochs.length > 0) {
        add(epochs[0].firstTime(), group.lastTime());
      }
    }

    void add(long from, long to) {
      first = Math.min(first, from);
      last = Math.max(last, to);
    }
  }
}
