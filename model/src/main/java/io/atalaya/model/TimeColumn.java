package io.atalaya.model;

import java.util.Arrays;

/**
 * Strictly ascending timestamps that many series share. Two series read with the same instance
 * ({@code ==}) were sampled at the same times, so whatever depends on times alone, such as the
 * windows of {@code rate}, needs computing only once.
 */
public final class TimeColumn {
  private final long[] millis;
  private final int size;

  /** A column over the first {@code size} elements of {@code millis}, which is not copied. */
  public TimeColumn(long[] millis, int size) {
    this.millis = millis;
    this.size = size;
  }

  public int size() {
    return size;
  }

  /** Milliseconds since the epoch of row {@code row}. */
  public long millis(int row) {
    return millis[row];
  }

  /** Whether another has the same times. */
  public boolean hasTimesOf(TimeColumn other) {
    return this == other
        || (size == other.size && Arrays.equals(millis, 0, size, other.millis, 0, size));
  }

  /** The backing array; its first {@link #size()} elements count; must not be changed. */
  public long[] array() {
    return millis;
  }

  /** The first row at or after a time, or {@link #size()}. */
  public int firstAtOrAfter(long timeMillis) {
    int row = Arrays.binarySearch(millis, 0, size, timeMillis);
    return row >= 0 ? row : -row - 1;
  }
}
