package io.atalaya.store.head;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The label sets of the series of one tenant, by slot. A label set is kept as numbers: its shape
 * (the list of its label names) and the symbols of its values.
 *
 * <pre>
 * slot ──► offset ──► ids: shape, value 0, value 1, …        shape ──► name 0, name 1, …
 * </pre>
 *
 * A slot is reused after its series is gone; a reference carries a generation, so it is not.
 */
final class SeriesTable {
  static final int NONE = -1;

  private Symbols symbols = new Symbols();
  private List<int[]> shapes = new ArrayList<>();
  private Map<List<Integer>, Integer> shapeNumbers = new HashMap<>();

  private int[] ids = new int[1024];
  private int idsUsed;
  private int idsDead;

  private final IntPages offsets = new IntPages();
  private final IntPages hashes = new IntPages();
  private int[] table = emptyTable(1024);
  private int[] free = new int[16];
  private int freeCount;
  private int slots;
  private long removed;
  private int numbering;
  private int lastShape = NONE;

  private static int[] emptyTable(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, NONE);
    return table;
  }

  Symbols symbols() {
    return symbols;
  }

  /** Series that exist. */
  int size() {
    return slots - freeCount;
  }

  /** Series that existed once and were forgotten. */
  long removed() {
    return removed;
  }

  /** One more than the highest slot in use. */
  int slots() {
    return slots;
  }

  /** The slot of a label set, or {@link #NONE}; changes nothing. */
  int find(Labels labels) {
    int shape = findShape(labels);
    int[] values = new int[labels.size()];
    return shape != NONE && findValues(labels, values) ? table[placeOf(shape, values)] : NONE;
  }

  private int findShape(Labels labels) {
    List<Integer> names = new ArrayList<>(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      names.add(symbols.find(labels.name(i)));
    }
    return shapeNumbers.getOrDefault(names, NONE);
  }

  /** Fills in the symbols of the values; false if one is new. */
  private boolean findValues(Labels labels, int[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = symbols.find(labels.value(i));
      if (values[i] == NONE) {
        return false;
      }
    }
    return true;
  }

  private int placeOf(int shape, int[] values) {
    int hash = hash(shape, values);
    int mask = table.length - 1;
    int place = hash & mask;
    while (table[place] != NONE && !isAt(table[place], hash, shape, values)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private boolean isAt(int slot, int hash, int shape, int[] values) {
    if (hashes.get(slot) != hash) {
      return false;
    }
    int offset = offsets.get(slot);
    return ids[offset] == shape
        && Arrays.equals(ids, offset + 1, offset + 1 + values.length, values, 0, values.length);
  }

  private static int hash(int shape, int[] values) {
    long h = shape * 0x9E3779B97F4A7C15L;
    for (int value : values) {
      h = (h ^ value) * 0xA0761D6478BD642FL;
      h ^= h >>> 32;
    }
    return (int) (h ^ (h >>> 17));
  }

  /** Adds a label set that {@link #find} did not find; returns its slot. */
  int add(Labels labels) {
    int slot = freeCount > 0 ? free[--freeCount] : newSlot();
    place(slot, labels);
    enter(slot);
    return slot;
  }

  /** Makes room for so many series, so that the table need not grow step by step. */
  void expect(int count) {
    if (count * 3L > table.length * 2L) {
      rehash(Integer.highestOneBit(count * 3 / 2 - 1) * 2);
    }
  }

  private void enter(int slot) {
    insert(slot);
    if (size() * 3L > table.length * 2L) {
      rehash(table.length * 2);
    }
  }

  private int internShape(Labels labels) {
    List<Integer> names = new ArrayList<>(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      names.add(symbols.intern(labels.name(i)));
    }
    return shapeNumbers.computeIfAbsent(names, this::addShape);
  }

  /**
   * The slot of a label set given by symbols, added if there is none.
   *
   * @param pairs name and value in turn, names ascending
   */
  int findOrAdd(int[] pairs, int labels) {
    int shape = shapeOf(pairs, labels);
    int[] values = new int[labels];
    for (int i = 0; i < labels; i++) {
      values[i] = pairs[2 * i + 1];
    }
    int found = table[placeOf(shape, values)];
    if (found != NONE) {
      return found;
    }
    int slot = freeCount > 0 ? free[--freeCount] : newSlot();
    offsets.set(slot, store(shape, values));
    hashes.set(slot, hash(shape, values));
    enter(slot);
    return slot;
  }

  private int shapeOf(int[] pairs, int labels) {
    if (lastShape == NONE || !isShape(shapes.get(lastShape), pairs, labels)) {
      List<Integer> names = new ArrayList<>(labels);
      for (int i = 0; i < labels; i++) {
        names.add(pairs[2 * i]);
      }
      lastShape = shapeNumbers.computeIfAbsent(names, this::addShape);
    }
    return lastShape;
  }

  private static boolean isShape(int[] names, int[] pairs, int labels) {
    for (int i = 0; i < labels; i++) {
      if (i >= names.length || names[i] != pairs[2 * i]) {
        return false;
      }
    }
    return names.length == labels;
  }

  private int addShape(List<Integer> names) {
    shapes.add(names.stream().mapToInt(Integer::intValue).toArray());
    return shapes.size() - 1;
  }

  private int newSlot() {
    offsets.grow(slots + 1);
    hashes.grow(slots + 1);
    return slots++;
  }

  private int store(int shape, int[] values) {
    int size = values.length;
    if (ids.length - idsUsed < size + 1) {
      ids = Arrays.copyOf(ids, Math.max(ids.length + (ids.length >> 1), idsUsed + size + 1));
    }
    int offset = idsUsed;
    ids[idsUsed++] = shape;
    System.arraycopy(values, 0, ids, idsUsed, size);
    idsUsed += size;
    return offset;
  }

  private void rehash(int capacity) {
    int[] old = table;
    table = emptyTable(capacity);
    for (int slot : old) {
      if (slot != NONE) {
        insert(slot);
      }
    }
  }

  private void insert(int slot) {
    int mask = table.length - 1;
    int place = hashes.get(slot) & mask;
    while (table[place] != NONE) {
      place = (place + 1) & mask;
    }
    table[place] = slot;
  }

  /** Forgets the series of a slot; the slot may come back with another. */
  void remove(int slot) {
    int mask = table.length - 1;
    int place = hashes.get(slot) & mask;
    while (table[place] != slot) {
      place = (place + 1) & mask;
    }
    closeGap(place, mask);
    idsDead += labelCount(slot) + 1;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = slot;
    removed++;
  }

  /** Moves later entries of the probe chain up, so that no search ends too early. */
  private void closeGap(int gap, int mask) {
    int hole = gap;
    for (int i = (hole + 1) & mask; table[i] != NONE; i = (i + 1) & mask) {
      int home = hashes.get(table[i]) & mask;
      boolean mayMove = ((i - home) & mask) >= ((i - hole) & mask);
      if (mayMove) {
        table[hole] = table[i];
        hole = i;
      }
    }
    table[hole] = NONE;
  }

  /** Whether so much of the memory belongs to series that are gone that packing pays. */
  boolean isSparse() {
    return idsDead > 10_000 && idsDead > idsUsed / 2;
  }

  /**
   * Keeps the texts and numbers of existing series only. Slots stay; symbols get other numbers, so
   * whoever keeps symbols must begin anew.
   */
  void pack() {
    View old = view();
    numbering++;
    lastShape = NONE;
    symbols = new Symbols();
    shapes = new ArrayList<>();
    shapeNumbers = new HashMap<>();
    ids = new int[1024];
    idsUsed = 0;
    idsDead = 0;
    int[] live = Arrays.stream(table).filter(slot -> slot != NONE).toArray();
    for (int slot : live) {
      place(slot, old.labels(offsets.get(slot)));
    }
    rehash(table.length);
  }

  /** Writes the numbers of a label set and notes where they are. */
  private void place(int slot, Labels labels) {
    int shape = internShape(labels);
    int[] values = new int[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = symbols.intern(labels.value(i));
    }
    offsets.set(slot, store(shape, values));
    hashes.set(slot, hash(shape, values));
  }

  /** Another number whenever {@link #pack} has given other numbers to symbols. */
  int numbering() {
    return numbering;
  }

  /** Slots of the series that exist, in no order. */
  IntStream liveSlots() {
    return Arrays.stream(table).filter(slot -> slot != NONE);
  }

  /** The slots of the series that exist. */
  BitSet live() {
    BitSet live = new BitSet(slots);
    live.set(0, slots);
    for (int i = 0; i < freeCount; i++) {
      live.clear(free[i]);
    }
    return live;
  }

  /** The number of the list of label names of a slot. */
  int shape(int slot) {
    return ids[offsets.get(slot)];
  }

  /** How many lists of label names there are, some of them of series that are gone. */
  int shapes() {
    return shapes.size();
  }

  /** The symbols of the label names of a shape. */
  int[] names(int shape) {
    return shapes.get(shape);
  }

  /** Where the numbers of a slot's label set are in {@link View}; stays true after its removal. */
  int offset(int slot) {
    return offsets.get(slot);
  }

  int labelCount(int slot) {
    return shapes.get(ids[offsets.get(slot)]).length;
  }

  int nameSymbol(int slot, int i) {
    return shapes.get(ids[offsets.get(slot)])[i];
  }

  int valueSymbol(int slot, int i) {
    return ids[offsets.get(slot) + 1 + i];
  }

  Labels labels(int slot) {
    int offset = offsets.get(slot);
    int[] names = shapes.get(ids[offset]);
    String[] pairs = new String[names.length * 2];
    for (int i = 0; i < names.length; i++) {
      pairs[2 * i] = symbols.text(names[i]);
      pairs[2 * i + 1] = symbols.text(ids[offset + 1 + i]);
    }
    return Labels.ofSorted(pairs);
  }

  /** What is needed to turn offsets into labels, unaffected by later changes. */
  View view() {
    int name = symbols.find(Labels.METRIC_NAME);
    return new View(symbols.texts(), shapes.toArray(int[][]::new), ids, name);
  }

  /**
   * Label sets as they were at one time.
   *
   * @param name the symbol of {@code __name__}
   */
  record View(String[] texts, int[][] shapes, int[] ids, int name) {
    /** Orders label sets by metric name, then label by label. */
    int compare(int a, int b) {
      int byName = compareSymbols(metricName(a), metricName(b));
      if (byName != 0) {
        return byName;
      }
      return ids[a] == ids[b] ? compareValues(a, b) : labels(a).compareTo(labels(b));
    }

    /** The symbol of the metric's name, or {@link #NONE}. */
    int metricName(int offset) {
      int[] names = shapes[ids[offset]];
      for (int i = 0; i < names.length; i++) {
        if (names[i] == name) {
          return ids[offset + 1 + i];
        }
      }
      return NONE;
    }

    private int compareValues(int a, int b) {
      int size = shapes[ids[a]].length;
      for (int i = 1; i <= size; i++) {
        int byValue = compareSymbols(ids[a + i], ids[b + i]);
        if (byValue != 0) {
          return byValue;
        }
      }
      return 0;
    }

    /** Orders two symbols by their texts; none comes first. */
    int compareSymbols(int a, int b) {
      if (a == b) {
        return 0;
      }
      return Labels.compareUtf8(a == NONE ? "" : texts[a], b == NONE ? "" : texts[b]);
    }

    /** The value of a label, or the empty string. */
    String label(int offset, String name) {
      int[] names = shapes[ids[offset]];
      for (int i = 0; i < names.length; i++) {
        if (texts[names[i]].equals(name)) {
          return texts[ids[offset + 1 + i]];
        }
      }
      return "";
    }

    Labels labels(int offset) {
      int[] names = shapes[ids[offset]];
      String[] pairs = new String[names.length * 2];
      for (int i = 0; i < names.length; i++) {
        pairs[2 * i] = texts[names[i]];
        pairs[2 * i + 1] = texts[ids[offset + 1 + i]];
      }
      return Labels.ofSorted(pairs);
    }
  }
}
