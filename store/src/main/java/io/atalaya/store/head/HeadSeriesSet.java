package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.head.HeadNotes.Noted;
import io.atalaya.store.head.HeadNotes.Place;
import io.atalaya.store.merge.MergedRows;
import io.atalaya.store.merge.Spares;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a selection found in a head, as it was at that moment: rows appended later, and series and
 * samples dropped later, make no difference to it.
 */
final class HeadSeriesSet implements SeriesSet {
  private final SeriesTable.View labels;
  private final Noted[] series;
  private final long from;
  private final long to;
  private final Spares<Scratch> scratch;

  /** What is read without a lock, until this is closed. */
  private final List<OpenData> held;

  private final AtomicBoolean closed = new AtomicBoolean();

  private HeadSeriesSet(
      HeadNotes notes, Noted[] series, long from, long to, Spares<Scratch> scratch) {
    this.scratch = scratch;
    labels = notes.labels();
    held = notes.held();
    this.series = series;
    this.from = from;
    this.to = to;
  }

  /**
   * Sorts what was noted, and keeps the shard asked for.
   *
   * @param room what is large and is used again by other sets
   */
  static HeadSeriesSet of(HeadNotes notes, SeriesSelection selection, Spares<Scratch> room) {
    SeriesTable.View labels = notes.labels();
    List<Noted> wanted = notes.series();
    if (selection.shards() > 1) {
      wanted =
          wanted.stream().filter(n -> isInShard(labels.labels(n.labels()), selection)).toList();
    }
    Noted[] sorted = wanted.toArray(new Noted[0]);
    LabelOrder.of(labels, sorted).sort(sorted);
    return new HeadSeriesSet(notes, sorted, selection.fromMillis(), selection.toMillis(), room);
  }

  private static boolean isInShard(Labels labels, SeriesSelection selection) {
    return Math.floorMod(labels.fingerprint(), selection.shards()) == selection.shard();
  }

  @Override
  public int size() {
    return series.length;
  }

  @Override
  public Labels labels(int i) {
    return labels.labels(series[i].labels());
  }

  @Override
  public String label(int i, String name) {
    return labels.label(series[i].labels(), name);
  }

  @Override
  public void read(int i, SeriesSamples into) {
    Scratch mine = scratch.borrow();
    Noted one = series[i];
    into.clear();
    if (one.places().length == 1 && one.late().isEmpty()) {
      read(one.places()[0], into, mine);
    } else {
      readMerged(one, into, mine);
    }
    scratch.giveBack(mine);
  }

  private static void read(Place place, SeriesSamples into, Scratch scratch) {
    place.group().column().read(place, into, scratch);
  }

  private void readMerged(Noted one, SeriesSamples into, Scratch mine) {
    SeriesSamples part = mine.part;
    for (Place place : one.places()) {
      part.clear();
      read(place, part, mine);
      MergedRows.add(part, into);
    }
    part.clear();
    one.late().read(from, to, part);
    MergedRows.add(part, into);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      held.forEach(OpenData::release);
    }
  }
}
