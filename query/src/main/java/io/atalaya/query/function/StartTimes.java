package io.atalaya.query.function;

import org.jspecify.annotations.Nullable;

/** What the start times of two samples of a counter, one after the other, say about it. */
final class StartTimes {
  private StartTimes() {}

  /** Whether the counter was started anew between the rows {@code i - 1} and {@code i}. */
  static boolean reset(long @Nullable [] starts, long[] times, int i) {
    if (starts == null) {
      return false;
    }
    return reset(starts[i - 1], times[i - 1], starts[i], times[i]);
  }

  /**
   * The same for single samples. A start that is not known is 0; one at or after its own sample is
   * not believed. A start exactly at the previous sample is a reset only if that one knew its own
   * start, as the samples of deltas do.
   */
  static boolean reset(long previousStart, long previousTime, long start, long time) {
    if (start == 0 || start >= time || start < previousTime) {
      return false;
    }
    if (start > previousTime) {
      return true;
    }
    return previousStart != 0 && previousStart < previousTime;
  }

  /** Whether row {@code i} says it was started before row {@code i - 1}, but not when that was. */
  static boolean overlap(long @Nullable [] starts, long[] times, int i) {
    return starts != null
        && starts[i] != 0
        && starts[i] < times[i - 1]
        && starts[i] != starts[i - 1];
  }
}
