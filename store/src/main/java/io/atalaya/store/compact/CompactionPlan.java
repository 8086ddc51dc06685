package io.atalaya.store.compact;

import io.atalaya.store.block.BlockInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which blocks to write as one. Time is divided into windows, and the blocks of a tenant that lie
 * in one window become one block once the window is over:
 *
 * <pre>
 * 2 h   | . | . | . | . | . | . | . | . | . |      as cut; twice in a range if samples came late
 * 12 h  |           .           |           |      12 h, 1 d or 3 d
 * </pre>
 *
 * <p>So a sample is written twice, however long it is kept: once as cut, once in its window. A
 * third size would be a third copy of everything and save little: the index has a few hundredths of
 * the bytes of a day. Longer windows mean fewer blocks for a query of a long time, and more small
 * ones for a query of the last days; so they are as short as the number of blocks allows.
 */
final class CompactionPlan {
  /** Lengths of windows, in ranges of blocks as they are cut: with 2 h, 12 h, 1 d, 3 d. */
  private static final int[] LENGTHS = {6, 12, 36};

  /** Windows that may be kept, before longer ones are taken. */
  private static final int MAX_WINDOWS = 130;

  /**
   * Of the retention, the part that a window may be long: what is dropped goes a block at a time.
   */
  private static final int RETENTION_PARTS = 10;

  private final long baseMillis;

  /** By how much ranges of blocks begin later than windows. */
  private final long offsetMillis;

  private final long[] windows;

  CompactionPlan(Duration base, Duration retention, long offsetMillis) {
    this.offsetMillis = offsetMillis;
    baseMillis = base.toMillis();
    long length = length(retention.toMillis());
    windows = length > baseMillis ? new long[] {baseMillis, length} : new long[] {baseMillis};
  }

  private long length(long retention) {
    long chosen = baseMillis;
    for (int ranges : LENGTHS) {
      long length = ranges * baseMillis;
      boolean tooMany = chosen == baseMillis || retention / chosen > MAX_WINDOWS;
      if (tooMany && length <= retention / RETENTION_PARTS) {
        chosen = length;
      }
    }
    return chosen;
  }

  /** A window of one tenant. */
  private record Window(String tenant, long startMillis) implements Comparable<Window> {
    @Override
    public int compareTo(Window other) {
      int byStart = Long.compare(startMillis, other.startMillis);
      return byStart != 0 ? byStart : tenant.compareTo(other.tenant);
    }
  }

  /** The blocks to write as one next, at least two, in the order given. */
  Optional<List<BlockInfo>> next(Collection<BlockInfo> blocks, long nowMillis) {
    for (long length : windows) {
      for (List<BlockInfo> group : groups(blocks, length, nowMillis).values()) {
        if (group.size() > 1) {
          return Optional.of(group);
        }
      }
    }
    return Optional.empty();
  }

  private Map<Window, List<BlockInfo>> groups(
      Collection<BlockInfo> blocks, long length, long nowMillis) {
    Map<Window, List<BlockInfo>> groups = new TreeMap<>();
    for (BlockInfo block : blocks) {
      long start = Math.floorDiv(block.fromMillis() - offsetMillis, length) * length;
      boolean isOver = start + length + baseMillis <= nowMillis;
      if (isOver && block.toMillis() - offsetMillis <= start + length) {
        groups
            .computeIfAbsent(new Window(block.tenant(), start), w -> new ArrayList<>())
            .add(block);
      }
    }
    return groups;
  }
}
