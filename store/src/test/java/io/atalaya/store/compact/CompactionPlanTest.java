package io.atalaya.store.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.store.block.BlockInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactionPlanTest {
  private static final long HOUR = 3_600_000;
  private final CompactionPlan plan =
      new CompactionPlan(Duration.ofHours(2), Duration.ofDays(60), 0);

  private static BlockInfo block(String tenant, long fromHour, long toHour) {
    String id = tenant + fromHour + "-" + toHour;
    return new BlockInfo(
        id, tenant, fromHour * HOUR, toHour * HOUR, fromHour * HOUR, toHour * HOUR - 1, 0, 1, 1, 1);
  }

  private static List<BlockInfo> twoHourBlocks(int count) {
    List<BlockInfo> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(block("t", 2L * i, 2L * i + 2));
    }
    return blocks;
  }

  @Test
  void sixBlocksBecomeOneWhenTheirWindowIsOver() {
    List<BlockInfo> blocks = twoHourBlocks(7);
    assertThat(plan.next(blocks, 13 * HOUR)).isEmpty();
    assertThat(plan.next(blocks, 14 * HOUR)).contains(blocks.subList(0, 6));
  }

  @Test
  void tenantsAreKeptApart() {
    List<BlockInfo> blocks = List.of(block("a", 0, 2), block("b", 2, 4), block("b", 4, 6));
    assertThat(plan.next(blocks, 99 * HOUR)).contains(blocks.subList(1, 3));
  }

  @Test
  void twoOfTheSameRangeBecomeOneFirst() {
    List<BlockInfo> blocks = List.of(block("t", 0, 2), block("t", 2, 4), block("t", 2, 4));
    assertThat(plan.next(blocks, 6 * HOUR)).contains(blocks.subList(1, 3));
  }

  /** Merges 30 days of blocks as far as they can be; returns the hours that were copied. */
  private static long mergeAll(CompactionPlan plan, List<BlockInfo> blocks) {
    long now = 30 * 24 * HOUR + 2 * HOUR;
    long hoursCopied = 0;
    Optional<List<BlockInfo>> group = plan.next(blocks, now);
    while (group.isPresent()) {
      List<BlockInfo> merged = group.get();
      long from = merged.getFirst().fromMillis() / HOUR;
      long to = merged.getLast().toMillis() / HOUR;
      hoursCopied += to - from;
      blocks.removeAll(merged);
      blocks.add(block("t", from, to));
      blocks.sort((a, b) -> Long.compare(a.fromMillis(), b.fromMillis()));
      group = plan.next(blocks, now);
    }
    return hoursCopied;
  }

  @ParameterizedTest
  @CsvSource({"1, 360", "4, 360", "5, 60", "15, 60", "60, 60", "90, 30", "365, 10", "3650, 10"})
  void eachSampleIsCopiedOnceHoweverLongItIsKept(int retentionDays, int blocksLeft) {
    List<BlockInfo> blocks = new ArrayList<>(twoHourBlocks(30 * 12));
    CompactionPlan ofRetention =
        new CompactionPlan(Duration.ofHours(2), Duration.ofDays(retentionDays), 0);
    assertThat(mergeAll(ofRetention, blocks)).isLessThanOrEqualTo(30 * 24);
    assertThat(blocks).hasSize(blocksLeft);
  }
}
