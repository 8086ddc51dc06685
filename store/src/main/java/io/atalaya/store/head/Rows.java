package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of one batch that go to the log, as columns; sorted by (time, member) before use. */
final class Rows {
  private static final int POSITION_BITS = 24;

  private int size;
  private int[] members = new int[256];
  private long[] times = new long[256];
  private long[] bits = new long[256];
  private long[] starts = new long[256];
  private @Nullable Histogram[] histograms = new @Nullable Histogram[256];

  /** Whether some row has a start time or a histogram; most batches have neither. */
  private boolean hasMore;

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
    if (isSorted()) {
      return;
    }
    int[] order = orderBy(null, members);
    long[] byTime = new long[size];
    for (int i = 0; i < size; i++) {
      byTime[i] = times[order[i]];
    }
    reorder(orderBy(order, byTime));
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

  private void reorder(int[] order) {
    Rows sorted = new Rows();
    for (int row : order) {
      sorted.add(members[row], times[row], bits[row], starts[row], histograms[row]);
    }
    members = sorted.members;
    times = sorted.times;
    bits = sorted.bits;
    starts = sorted.starts;
    histograms = sorted.histograms;
    hasMore = sorted.hasMore;
  }
}
