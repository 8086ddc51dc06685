package io.atalaya.model.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An immutable set of code points, kept as sorted ranges that neither touch nor overlap. */
final class CharSet {
  /** Made once, because long lists of literals consist of little else. */
  private static final CharSet[] ASCII = new CharSet[0x80];

  static {
    Arrays.setAll(ASCII, c -> new CharSet(new int[] {c, c}));
  }

  static final CharSet NONE = new CharSet(new int[0]);
  static final CharSet ALL = new CharSet(new int[] {0, Character.MAX_CODE_POINT});
  static final CharSet NEWLINE = of('\n');
  static final CharSet ALL_BUT_NEWLINE = NEWLINE.negated();

  /** low0, high0, low1, high1, …; both ends belong to a range. */
  private final int[] ranges;

  private CharSet(int[] ranges) {
    this.ranges = ranges;
  }

  static CharSet of(int codePoint) {
    return codePoint < ASCII.length
        ? ASCII[codePoint]
        : new CharSet(new int[] {codePoint, codePoint});
  }

  /** A set from alternating lower and upper ends, in any order. */
  static CharSet ofRanges(int... ends) {
    Builder builder = new Builder();
    for (int i = 0; i < ends.length; i += 2) {
      builder.add(ends[i], ends[i + 1]);
    }
    return builder.build();
  }

  int rangeCount() {
    return ranges.length / 2;
  }

  int low(int range) {
    return ranges[2 * range];
  }

  int high(int range) {
    return ranges[2 * range + 1];
  }

  boolean isAll() {
    return equals(ALL);
  }

  boolean contains(int codePoint) {
    int i = Arrays.binarySearch(ranges, codePoint);
    // A point between two ends lies inside if the end before it opens a range.
    return i >= 0 || (-i - 1) % 2 == 1;
  }

  CharSet negated() {
    Builder builder = new Builder();
    int from = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      builder.add(from, ranges[i] - 1);
      from = ranges[i + 1] + 1;
    }
    return builder.add(from, Character.MAX_CODE_POINT).build();
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof CharSet other && Arrays.equals(ranges, other.ranges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranges);
  }

  @Override
  public String toString() {
    return Arrays.toString(ranges);
  }

  /** Collects ranges in any order. */
  static final class Builder {
    private int[] ends = new int[8];
    private int size;

    /** Adds a range; an empty one, with {@code high < low}, adds nothing. */
    Builder add(int low, int high) {
      if (high < low) {
        return this;
      }
      if (size > 0 && low >= ends[size - 2] && low <= ends[size - 1] + 1) {
        ends[size - 1] = Math.max(ends[size - 1], high);
        return this;
      }
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, size * 2);
      }
      ends[size++] = low;
      ends[size++] = high;
      return this;
    }

    Builder add(CharSet set) {
      for (int i = 0; i < set.rangeCount(); i++) {
        add(set.low(i), set.high(i));
      }
      return this;
    }

    CharSet build() {
      long[] sorted = new long[size / 2];
      for (int i = 0; i < sorted.length; i++) {
        sorted[i] = (long) ends[2 * i] << 32 | ends[2 * i + 1];
      }
      Arrays.sort(sorted);
      int[] merged = new int[size];
      int n = 0;
      for (long range : sorted) {
        int low = (int) (range >> 32);
        int high = (int) range;
        if (n > 0 && low <= merged[n - 1] + 1) {
          merged[n - 1] = Math.max(merged[n - 1], high);
        } else {
          merged[n++] = low;
          merged[n++] = high;
        }
      }
      return n == 0 ? NONE : new CharSet(Arrays.copyOf(merged, n));
    }
  }
}
