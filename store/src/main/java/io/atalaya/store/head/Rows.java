package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of one batch that go to the log, as columns; sorted by (time, member) before use. */
final class Rows {
  private static final int POSITION_BITS = 24;

  /** Members there may be for each row, if looking at all of them is to be quicker than sorting. */
  private static final int MOST_PLACES = 8;

  private int size;
  private int[] members = new int[256];
  private long[] times = new long[256];
  private long[] bits = new long[256];
  private long[] starts = new long[256];
  private @Nullable Histogram[] histograms = new @Nullable Histogram[256];

  /** Whether some row has a start time or a histogram; most batches have neither. */
  private boolean hasMore;

  /** Row + 1 of each member, while rows are sorted. */
  private int[] places = new int[0];

  /** Where rows are put in order; takes turns with this one. */
  private @Nullable Rows spare;

  void clear() {
    if (hasMore) {
      Arrays.fill(starts, 0, size, 0);
      Arrays.fill(histograms, 0, size, null);
      hasMore = false;
    }
    size = 0;
  }

  int size() {
    return size;
  }

  void add(int member, long time, long valueBits, long start, @Nullable Histogram histogram) {
    if (size == members.length) {
      grow(size * 2);
    }
    members[size] = member;
    times[size] = time;
    bits[size] = valueBits;
    if (start != 0 || histogram != null) {
      starts[size] = start;
      histograms[size] = histogram;
      hasMore = true;
    }
    size++;
  }

  private void grow(int capacity) {
    members = Arrays.copyOf(members, capacity);
    times = Arrays.copyOf(times, capacity);
    bits = Arrays.copyOf(bits, capacity);
    starts = Arrays.copyOf(starts, capacity);
    histograms = Arrays.copyOf(histograms, capacity);
  }

  int member(int row) {
    return members[row];
  }

  long time(int row) {
    return times[row];
  }

  long bits(int row) {
    return bits[row];
  }

  long start(int row) {
    return hasMore ? starts[row] : 0;
  }

  @Nullable Histogram histogram(int row) {
    return hasMore ? histograms[row] : null;
  }

  /** Orders rows by time, then member; rows equal in both keep their order. */
  void sort() {
    if (isSorted() || sortMembers()) {
      return;
    }
    int[] order = orderBy(null, members);
    long[] byTime = new long[size];
    for (int i = 0; i < size; i++) {
      byTime[i] = times[order[i]];
    }
    reorder(orderBy(order, byTime), size);
  }

  /**
   * Orders rows of one time and different members, as nearly all batches have, in one pass over the
   * places they may have; false if they are not such.
   */
  private boolean sortMembers() {
    int last = 0;
    for (int i = 0; i < size; i++) {
      if (times[i] != times[0]) {
        return false;
      }
      last = Math.max(last, members[i]);
    }
    if (last > MOST_PLACES * size) {
      return false;
    }
    if (places.length <= last) {
      places = new int[last + 1 + last / 4];
    }
    Arrays.fill(places, 0, last + 1, 0);
    for (int i = 0; i < size; i++) {
      if (places[members[i]] != 0) {
        return false;
      }
      places[members[i]] = i + 1;
    }
    reorder(places, compact(last));
    return true;
  }

  /** Moves the rows that have a place together; returns how many there are. */
  private int compact(int last) {
    int rows = 0;
    for (int place = 0; place <= last; place++) {
      if (places[place] != 0) {
        places[rows++] = places[place] - 1;
      }
    }
    return rows;
  }

  private boolean isSorted() {
    for (int i = 1; i < size; i++) {
      boolean ascends =
          times[i] > times[i - 1] || (times[i] == times[i - 1] && members[i] >= members[i - 1]);
      if (!ascends) {
        return false;
      }
    }
    return true;
  }

  private int[] orderBy(int @Nullable [] before, int[] keys) {
    long[] wide = new long[size];
    for (int i = 0; i < size; i++) {
      wide[i] = keys[i];
    }
    return orderBy(before, wide);
  }

  /** A stable order by key; {@code before} is the order the keys are in already. */
  private int[] orderBy(int @Nullable [] before, long[] keys) {
    long[] ranks = keys.clone();
    Arrays.sort(ranks);
    long[] packed = new long[size];
    for (int i = 0; i < size; i++) {
      packed[i] = (long) Arrays.binarySearch(ranks, keys[i]) << POSITION_BITS;
    }
    return packedOrder(before, normalise(packed, ranks));
  }

  /** Equal keys must have equal ranks, whichever equal element the search hit. */
  private static long[] normalise(long[] packed, long[] ranks) {
    int[] first = new int[ranks.length];
    for (int i = 1; i < ranks.length; i++) {
      first[i] = ranks[i] == ranks[i - 1] ? first[i - 1] : i;
    }
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (long) first[(int) (packed[i] >> POSITION_BITS)] << POSITION_BITS | i;
    }
    return packed;
  }

  private static int[] packedOrder(int @Nullable [] before, long[] packed) {
    Arrays.sort(packed);
    int[] order = new int[packed.length];
    for (int i = 0; i < order.length; i++) {
      int position = (int) (packed[i] & ((1L << POSITION_BITS) - 1));
      order[i] = before == null ? position : before[position];
    }
    return order;
  }

  private void reorder(int[] order, int rows) {
    Rows sorted = spare;
    if (sorted == null) {
      sorted = new Rows();
      spare = sorted;
    }
    sorted.clear();
    for (int i = 0; i < rows; i++) {
      int row = order[i];
      sorted.add(members[row], times[row], bits[row], start(row), histogram(row));
    }
    exchange(sorted);
  }

  private void exchange(Rows other) {
    int[] otherMembers = other.members;
    long[] otherTimes = other.times;
    long[] otherBits = other.bits;
    long[] otherStarts = other.starts;
    @Nullable Histogram[] otherHistograms = other.histograms;
    boolean otherHasMore = other.hasMore;
    other.members = members;
    other.times = times;
    other.bits = bits;
    other.starts = starts;
    other.histograms = histograms;
    other.hasMore = hasMore;
    members = otherMembers;
    times = otherTimes;
    bits = otherBits;
    starts = otherStarts;
    histograms = otherHistograms;
    hasMore = otherHasMore;
  }
}
