package io.atalaya.store.head;

import io.atalaya.model.SeriesSamples;
import org.jspecify.annotations.Nullable;

/** The samples of an epoch: in memory while it grows, in a file when it does not any more. */
sealed interface EpochData permits OpenData, StoredData {
  /** The last row in which a member has a sample, or −1. */
  int lastRow(int member);

  /** Whether a member has a sample in some row. */
  default boolean hasValues(int member) {
    return lastRow(member) >= 0;
  }

  /** The sample of a member in a row, whose time is given, or null. */
  LateSamples.@Nullable Sample sample(int member, int row, long time, Scratch scratch);

  /**
   * Reads rows {@code [0, rows)} of a member to those from {@code at} on; absent values as {@link
   * Columns#ABSENT}. For epochs that do not grow any more.
   */
  void read(int member, int rows, SeriesSamples into, int at, Scratch scratch);
}
