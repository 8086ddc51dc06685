package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.store.index.CardinalityCounter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Which slots have which label value: per name, per value, a set of slots. */
final class LabelIndex {
  private final Symbols symbols;
  private final Map<Integer, Values> names = new HashMap<>();
  private final RoaringBitmap all = new RoaringBitmap();

  LabelIndex(Symbols symbols) {
    this.symbols = symbols;
  }

  /** The slots that have each value of one label; one slot alone is kept without a set. */
  private static final class Values {
    final Map<Integer, Object> slots = new HashMap<>();

    void add(int value, int slot) {
      slots.merge(value, slot, (old, added) -> with(old, slot));
    }

    private static Object with(Object old, int slot) {
      RoaringBitmap set = old instanceof RoaringBitmap bitmap ? bitmap : bitmapOf(old);
      set.add(slot);
      return set;
    }

    /** Adds the slots from one up to another, excluded. */
    void addRange(int value, int from, int to) {
      Object old = slots.get(value);
      if (old == null && to == from + 1) {
        slots.put(value, from);
        return;
      }
      RoaringBitmap set = old == null ? new RoaringBitmap() : bitmapOf(old);
      set.add((long) from, (long) to);
      slots.put(value, set);
    }

    void remove(int value, int slot) {
      slots.computeIfPresent(value, (v, old) -> without(old, slot));
    }

    private static @Nullable Object without(Object old, int slot) {
      if (!(old instanceof RoaringBitmap set)) {
        return null;
      }
      set.remove(slot);
      return set.isEmpty() ? null : set;
    }
  }

  /**
   * Slots in a row with the same value of a label, while an index is built: series of one source
   * lie together and have most labels in common.
   */
  private static final class Run {
    private final Values values;
    private int value = SeriesTable.NONE;
    private int from;
    private int to;

    Run(Values values) {
      this.values = values;
    }

    void add(int next, int slot) {
      if (next == value && slot == to) {
        to++;
        return;
      }
      end();
      value = next;
      from = slot;
      to = slot + 1;
    }

    void end() {
      if (value != SeriesTable.NONE) {
        values.addRange(value, from, to);
      }
    }
  }

  /** An index of all series of a table. */
  static LabelIndex of(SeriesTable table) {
    LabelIndex index = new LabelIndex(table.symbols());
    Map<Integer, Run> runs = new HashMap<>();
    Run @Nullable [][] byShape = new Run @Nullable [table.shapes()][];
    BitSet live = table.live();
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      int shape = table.shape(slot);
      Run[] ofShape = byShape[shape];
      if (ofShape == null) {
        ofShape = index.runs(table.names(shape), runs);
        byShape[shape] = ofShape;
      }
      for (int i = 0; i < ofShape.length; i++) {
        ofShape[i].add(table.valueSymbol(slot, i), slot);
      }
    }
    runs.values().forEach(Run::end);
    index.all.or(RoaringBitmap.bitmapOf(live.stream().toArray()));
    return index;
  }

  private Run[] runs(int[] shape, Map<Integer, Run> known) {
    Run[] runs = new Run[shape.length];
    for (int i = 0; i < runs.length; i++) {
      runs[i] =
          known.computeIfAbsent(
              shape[i], name -> new Run(names.computeIfAbsent(name, n -> new Values())));
    }
    return runs;
  }

  private static RoaringBitmap bitmapOf(Object slots) {
    return slots instanceof RoaringBitmap set ? set : RoaringBitmap.bitmapOf((Integer) slots);
  }

  void add(SeriesTable table, int slot) {
    all.add(slot);
    for (int i = 0; i < table.labelCount(slot); i++) {
      names
          .computeIfAbsent(table.nameSymbol(slot, i), n -> new Values())
          .add(table.valueSymbol(slot, i), slot);
    }
  }

  void remove(SeriesTable table, int slot) {
    all.remove(slot);
    for (int i = 0; i < table.labelCount(slot); i++) {
      int name = table.nameSymbol(slot, i);
      Values values = names.get(name);
      if (values != null) {
        values.remove(table.valueSymbol(slot, i), slot);
        if (values.slots.isEmpty()) {
          names.remove(name);
        }
      }
    }
  }

  /** The slots whose labels all matchers accept; the caller may change the set. */
  RoaringBitmap select(List<Matcher> matchers) {
    RoaringBitmap result = null;
    List<Matcher> excluding = new ArrayList<>();
    for (Matcher matcher : matchers) {
      if (matcher.matches("")) {
        excluding.add(matcher);
      } else {
        RoaringBitmap found = having(matcher, true);
        result = result == null ? found : RoaringBitmap.and(result, found);
      }
    }
    RoaringBitmap left = result == null ? all.clone() : result;
    for (Matcher matcher : excluding) {
      left.andNot(having(matcher, false));
    }
    return left;
  }

  /** Slots with a value of the matcher's label that it accepts, or that it does not accept. */
  private RoaringBitmap having(Matcher matcher, boolean accepted) {
    Values values = names.get(symbols.find(matcher.name()));
    if (values == null) {
      return new RoaringBitmap();
    }
    Matcher.Type one = accepted ? Matcher.Type.EQUAL : Matcher.Type.NOT_EQUAL;
    if (matcher.type() == one) {
      Object slots = values.slots.get(symbols.find(matcher.value()));
      return slots == null ? new RoaringBitmap() : bitmapOf(slots).clone();
    }
    RoaringBitmap union = new RoaringBitmap();
    values.slots.forEach(
        (value, slots) -> {
          if (matcher.matches(symbols.text(value)) == accepted) {
            addAll(union, slots);
          }
        });
    return union;
  }

  private static void addAll(RoaringBitmap union, Object slots) {
    if (slots instanceof RoaringBitmap set) {
      union.or(set);
    } else {
      union.add((Integer) slots);
    }
  }

  /** Names of the labels that slots of a set have, sorted. */
  List<String> names(@Nullable RoaringBitmap among) {
    List<String> found = new ArrayList<>();
    names.forEach(
        (name, values) -> {
          if (among == null || values.slots.values().stream().anyMatch(s -> meets(s, among))) {
            found.add(symbols.text(name));
          }
        });
    found.sort(Labels::compareUtf8);
    return found;
  }

  /** Values a label has in the slots of a set, sorted. */
  List<String> values(String name, @Nullable RoaringBitmap among) {
    List<String> found = new ArrayList<>();
    Values values = names.get(symbols.find(name));
    if (values != null) {
      values.slots.forEach(
          (value, slots) -> {
            if (among == null || meets(slots, among)) {
              found.add(symbols.text(value));
            }
          });
    }
    found.sort(Labels::compareUtf8);
    return found;
  }

  /** Counts the slots of every value of every label. */
  void count(CardinalityCounter counter) {
    names.forEach(
        (name, values) -> {
          counter.label(symbols.text(name));
          values.slots.forEach((value, slots) -> counter.value(symbols.text(value), size(slots)));
        });
  }

  private static long size(Object slots) {
    return slots instanceof RoaringBitmap set ? set.getCardinality() : 1;
  }

  private static boolean meets(Object slots, RoaringBitmap among) {
    return slots instanceof RoaringBitmap set
        ? RoaringBitmap.intersects(set, among)
        : among.contains((Integer) slots);
  }
}
