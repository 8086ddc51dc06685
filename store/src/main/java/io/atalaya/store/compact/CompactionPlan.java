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
 * Which blocks to write as one. Time is divided into windows of the block range, of six times that,
 * and so on; the blocks of a tenant that lie in one window become one block once the window is
 * over, smaller windows first. So every sample is copied once per size of window:
 *
 * <pre>
 * 2 h   | . | . | . | . | . | . | . | . | . |      as cut; twice in a window if samples came late
 * 12 h  |           .           |           |
 * 3 d   |                       .                  …
 * </pre>
 */
final class CompactionPlan {
  private static final int FACTOR = 6;
  private static final Duration LONGEST = Duration.ofDays(31);

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
    long longest = Math.min(LONGEST.toMillis(), retention.toMillis() / RETENTION_PARTS);
    List<Long> lengths = new ArrayList<>(List.of(baseMillis));
    for (long length = baseMillis * FACTOR; length <= longest; length *= FACTOR) {
      lengths.add(length);
    }
    windows = lengths.stream().mapToLong(Long::longValue).toArray();
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
