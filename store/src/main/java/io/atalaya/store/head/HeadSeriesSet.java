package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * What a selection found in a head, as it was at that moment: rows appended later, and series and
 * samples dropped later, make no difference to it.
 */
final class HeadSeriesSet implements SeriesSet {
  /** A series as noted: where its labels are, and its places with how far each goes. */
  private record Noted(Labels labels, Place[] places, LateSamples late) {}

  /**
   * A column of a group.
   *
   * @param openEnd the row of the open epoch up to which the column went
   */
  record Place(GroupView group, int member, int openEnd) {}

  private static final Comparator<Noted> ORDER =
      Comparator.comparing((Noted n) -> n.labels().metricName(), Labels::compareUtf8)
          .thenComparing(Noted::labels);

  private final Noted[] series;
  private final long from;
  private final long to;

  private HeadSeriesSet(Noted[] series, long from, long to) {
    this.series = series;
    this.from = from;
    this.to = to;
  }

  /** Notes the series of some slots; called under the head's read lock. */
  static HeadSeriesSet of(Head head, RoaringBitmap slots, SeriesSelection selection) {
    Map<Integer, GroupView> views = new HashMap<>();
    List<Noted> noted = new ArrayList<>();
    SeriesTable.View labels = head.table().view();
    for (IntIterator it = slots.getIntIterator(); it.hasNext(); ) {
      int slot = it.next();
      if (head.newest(slot) >= selection.fromMillis()) {
        Noted one = note(head, slot, labels, views, selection);
        if (isInShard(one.labels(), selection)) {
          noted.add(one);
        }
      }
    }
    Noted[] sorted = noted.toArray(Noted[]::new);
    Arrays.sort(sorted, ORDER);
    return new HeadSeriesSet(sorted, selection.fromMillis(), selection.toMillis());
  }

  private static boolean isInShard(Labels labels, SeriesSelection selection) {
    return selection.shards() == 1
        || Math.floorMod(labels.fingerprint(), selection.shards()) == selection.shard();
  }

  private static Noted note(
      Head head,
      int slot,
      SeriesTable.View labels,
      Map<Integer, GroupView> views,
      SeriesSelection selection) {
    List<Head.Home> others = head.otherHomes(slot);
    int first = head.homeGroup(slot) < 0 ? 0 : 1;
    Place[] places = new Place[first + others.size()];
    if (first == 1) {
      places[0] = place(head, head.homeGroup(slot), head.homeMember(slot), views, selection);
    }
    for (int i = 0; i < others.size(); i++) {
      Head.Home home = others.get(i);
      places[first + i] = place(head, home.group(), home.member(), views, selection);
    }
    LateSamples late = head.late(slot);
    return new Noted(
        labels.labels(head.table().offset(slot)), places, late == null ? LateSamples.NONE : late);
  }

  private static Place place(
      Head head, int number, int member, Map<Integer, GroupView> views, SeriesSelection selection) {
    GroupView view =
        views.computeIfAbsent(
            number,
            n ->
                GroupView.of(
                    head.group(n), head.readLock(), selection.fromMillis(), selection.toMillis()));
    return new Place(view, member, view.openEnd(member));
  }

  @Override
  public int size() {
    return series.length;
  }

  @Override
  public Labels labels(int i) {
    return series[i].labels();
  }

  @Override
  public void read(int i, SeriesSamples into) {
    Noted one = series[i];
    into.clear();
    if (one.places().length == 1 && one.late().isEmpty()) {
      Place place = one.places()[0];
      place.group().read(place.member(), place.openEnd(), into);
    } else {
      readMerged(one, into);
    }
  }

  private void readMerged(Noted one, SeriesSamples into) {
    List<LateSamples.Sample> all = new ArrayList<>();
    SeriesSamples scratch = new SeriesSamples();
    for (Place place : one.places()) {
      scratch.clear();
      place.group().read(place.member(), place.openEnd(), scratch);
      MergedSamples.collect(scratch, all);
    }
    one.late().collect(from, to, all);
    MergedSamples.fill(all, into);
  }

  @Override
  public void close() {
    // What was noted is held by this object alone and goes with it.
  }

  /** The rows of a group that a selection may see. */
  static final class GroupView {
    private final Epoch[] epochs;
    private final int openRows;
    private final java.util.concurrent.locks.Lock readLock;
    private final long from;
    private final long to;
    private @Nullable Column column;

    private GroupView(
        Epoch[] epochs, java.util.concurrent.locks.Lock readLock, long from, long to) {
      this.epochs = epochs;
      this.readLock = readLock;
      this.from = from;
      this.to = to;
      openRows = epochs.length == 0 ? 0 : epochs[epochs.length - 1].rows();
    }

    static GroupView of(Group group, java.util.concurrent.locks.Lock readLock, long from, long to) {
      return new GroupView(group.epochs(), readLock, from, to);
    }

    int openEnd(int member) {
      return epochs.length == 0 ? 0 : epochs[epochs.length - 1].values().end(member);
    }

    private synchronized Column column() {
      Column found = column;
      if (found == null) {
        found = Column.of(epochs, openRows, from, to);
        column = found;
      }
      return found;
    }

    void read(int member, int openEnd, SeriesSamples into) {
      Column shared = column();
      shared.read(member, openEnd, readLock, into);
    }
  }
}
