package io.atalaya.store.head;

import io.atalaya.model.SeriesSelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/** What a selection writes down about a head, under its read lock and therefore at one moment. */
final class HeadNotes {
  /**
   * A series.
   *
   * @param labels where its labels are in {@link #labels()}
   * @param places its columns
   * @param late its late samples
   */
  record Noted(int labels, Place[] places, LateSamples late) {}

  /**
   * A column of a group.
   *
   * @param openEnd the row of the last epoch up to which the column went
   * @param openSlab the slab it had there
   */
  record Place(GroupView group, int member, int openEnd, int openSlab) {}

  private final HeadData head;
  private final SeriesSelection selection;
  private final SeriesTable.View labels;
  private final List<Noted> series = new ArrayList<>();
  private final Map<Integer, GroupView> views = new HashMap<>();
  private final List<OpenData> held = new ArrayList<>();
  private @Nullable GroupView lastView;
  private int lastGroup = SeriesTable.NONE;

  private HeadNotes(HeadData head, SeriesSelection selection) {
    this.head = head;
    this.selection = selection;
    labels = head.series.table().view();
  }

  static HeadNotes take(HeadData head, RoaringBitmap slots, SeriesSelection selection) {
    HeadNotes notes = new HeadNotes(head, selection);
    for (IntIterator it = slots.getIntIterator(); it.hasNext(); ) {
      int slot = it.next();
      if (head.series.newest(slot) >= selection.fromMillis()) {
        notes.add(slot);
      }
    }
    return notes;
  }

  SeriesTable.View labels() {
    return labels;
  }

  List<Noted> series() {
    return series;
  }

  /** What must be released when nothing noted here is read any more. */
  List<OpenData> held() {
    return held;
  }

  private void add(int slot) {
    List<Registry.Home> others = head.series.otherHomes(slot);
    int first = head.series.homeGroup(slot) < 0 ? 0 : 1;
    Place[] places = new Place[first + others.size()];
    if (first == 1) {
      places[0] = place(head.series.homeGroup(slot), head.series.homeMember(slot));
    }
    for (int i = 0; i < others.size(); i++) {
      places[first + i] = place(others.get(i).group(), others.get(i).member());
    }
    int offset = head.series.table().offset(slot);
    series.add(new Noted(offset, places, head.late.of(slot)));
  }

  private Place place(int group, int member) {
    GroupView view = lastView;
    if (view == null || group != lastGroup) {
      view = views.computeIfAbsent(group, this::view);
      lastView = view;
      lastGroup = group;
    }
    return view.place(member);
  }

  private GroupView view(int group) {
    Epoch[] epochs = head.groups.at(group).epochs();
    for (Epoch epoch : epochs) {
      OpenData data = epoch.hold();
      if (data != null) {
        held.add(data);
      }
    }
    long from = selection.fromMillis();
    return new GroupView(epochs, head.lock.readLock(), from, selection.toMillis());
  }

  /** The rows of a group that a selection may see. */
  static final class GroupView {
    private final Epoch[] epochs;
    private final Column.Open open;
    private final long from;
    private final long to;
    private volatile @Nullable Column column;

    private GroupView(Epoch[] epochs, Lock readLock, long from, long to) {
      this.epochs = epochs;
      this.from = from;
      this.to = to;
      open = Column.Open.of(epochs, readLock);
    }

    private Place place(int member) {
      if (!open.grows()) {
        return new Place(this, member, 0, 0);
      }
      Columns values = epochs[epochs.length - 1].openData().values();
      return new Place(this, member, values.end(member), values.slab(member));
    }

    /** The one column of times that all series of the group are read with. */
    Column column() {
      Column found = column;
      return found == null ? makeColumn() : found;
    }

    private synchronized Column makeColumn() {
      Column found = column;
      if (found == null) {
        found = Column.of(epochs, open, from, to);
        column = found;
      }
      return found;
    }
  }
}
