package io.atalaya.store.head;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of a head: who they are, how to find them, how far they go, and where their samples
 * are. Under the locks of the head.
 */
final class Registry {
  /** Says that any place in a group will do. */
  static final int ANY_MEMBER = -1;

  private final SeriesTable table = new SeriesTable();
  private LabelIndex index = new LabelIndex(table.symbols());
  private final LongPages newest = new LongPages();
  private final IntPages generations = new IntPages();
  private final IntPages homeGroups = new IntPages();
  private final IntPages homeMembers = new IntPages();
  private final Map<Integer, List<Home>> otherHomes = new HashMap<>();
  private final BitSet fresh = new BitSet();

  /** A place of a series in a group. */
  record Home(int group, int member) {}

  SeriesTable table() {
    return table;
  }

  LabelIndex index() {
    return index;
  }

  /** Adds a series that does not exist; returns its slot. */
  int create(Labels labels) {
    int slot = table.add(labels);
    enter(slot);
    index.add(table, slot);
    fresh.set(slot);
    return slot;
  }

  /**
   * The slot of a series given by symbols; see {@link SeriesTable#findOrAdd}. What is added can be
   * found by its labels after {@link #buildIndex}.
   */
  int findOrAdd(int[] pairs, int labels) {
    int before = table.size();
    int slot = table.findOrAdd(pairs, labels);
    if (table.size() > before) {
      enter(slot);
    }
    return slot;
  }

  private void enter(int slot) {
    newest.grow(slot + 1);
    generations.grow(slot + 1);
    homeGroups.grow(slot + 1);
    homeMembers.grow(slot + 1);
    newest.set(slot, Long.MIN_VALUE);
    homeGroups.set(slot, SeriesTable.NONE);
  }

  /** Forgets a series, whose places in groups have been given back. */
  void remove(int slot) {
    otherHomes.remove(slot);
    index.remove(table, slot);
    table.remove(slot);
    generations.set(slot, generations.get(slot) + 1 & Integer.MAX_VALUE);
  }

  /** Gives back memory of series that are gone, if that pays. */
  void pack() {
    if (table.isSparse()) {
      table.pack();
      buildIndex();
    }
  }

  /** Makes the index anew. */
  void buildIndex() {
    index = LabelIndex.of(table);
  }

  long refOf(int slot) {
    return (long) generations.get(slot) << 32 | slot;
  }

  /** The slot of a reference, or {@link SeriesTable#NONE} if its series is gone. */
  int slotOf(long ref) {
    int slot = (int) ref;
    boolean exists =
        ref >= 0 && slot >= 0 && slot < table.slots() && generations.get(slot) == ref >>> 32;
    return exists ? slot : SeriesTable.NONE;
  }

  /** Whether a series was created since {@link #endFresh} was called last. */
  boolean isFresh(int slot) {
    return fresh.get(slot);
  }

  void endFresh() {
    fresh.clear();
  }

  /** Time of the newest sample, {@code Long.MIN_VALUE} if there is none. */
  long newest(int slot) {
    return newest.get(slot);
  }

  void setNewest(int slot, long time) {
    newest.set(slot, time);
  }

  void raiseNewest(int slot, long time) {
    newest.set(slot, Math.max(newest.get(slot), time));
  }

  /**
   * The member of a series in a group, to which it is added if need be.
   *
   * @param wanted which member to become then, if that place is free
   */
  int memberOf(Group group, int slot, int wanted) {
    int home = homeGroups.get(slot);
    if (home == group.number()) {
      return homeMembers.get(slot);
    }
    if (home == SeriesTable.NONE) {
      homeGroups.set(slot, group.number());
      homeMembers.set(slot, join(group, slot, wanted));
      return homeMembers.get(slot);
    }
    return otherMemberOf(group, slot, wanted);
  }

  private static int join(Group group, int slot, int wanted) {
    return wanted == ANY_MEMBER ? group.join(slot) : group.joinAt(slot, wanted);
  }

  private int otherMemberOf(Group group, int slot, int wanted) {
    List<Home> homes = otherHomes.computeIfAbsent(slot, s -> new ArrayList<>());
    for (Home home : homes) {
      if (home.group() == group.number()) {
        return home.member();
      }
    }
    Home home = new Home(group.number(), join(group, slot, wanted));
    homes.add(home);
    return home.member();
  }

  /** The first place of a series, or null if it has none. */
  @Nullable Home home(int slot) {
    int group = homeGroups.get(slot);
    return group == SeriesTable.NONE ? null : new Home(group, homeMembers.get(slot));
  }

  /** All places of a series, the first one first. */
  List<Home> homes(int slot) {
    Home first = home(slot);
    List<Home> others = otherHomes.get(slot);
    if (first == null || others == null) {
      return first == null ? List.of() : List.of(first);
    }
    List<Home> all = new ArrayList<>(others);
    all.addFirst(first);
    return all;
  }

  /** The group of the first place, or {@link SeriesTable#NONE}. */
  int homeGroup(int slot) {
    return homeGroups.get(slot);
  }

  /** The member of the first place. */
  int homeMember(int slot) {
    return homeMembers.get(slot);
  }

  /** All places but the first. */
  List<Home> otherHomes(int slot) {
    return otherHomes.getOrDefault(slot, List.of());
  }
}
