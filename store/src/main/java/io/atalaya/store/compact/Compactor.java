package io.atalaya.store.compact;

import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.block.Blocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Merges and drops blocks as they come of age. */
public final class Compactor {
  private final Blocks blocks;
  private final CompactionPlan plan;

  /**
   * A compactor of some blocks.
   *
   * @param base length of the ranges in which blocks are cut
   * @param retention how long blocks are kept as a rule, from which follows how long one may be
   */
  public Compactor(Blocks blocks, Duration base, Duration retention) {
    this.blocks = blocks;
    plan = new CompactionPlan(base, retention);
  }

  /**
   * Drops blocks whose range is older than the retention, as seen from the newest block, then
   * merges until nothing is left to merge.
   *
   * @param retention age from which on a block is dropped, as a whole
   * @return how many merges there were
   * @throws IOException if one failed; all samples are still there
   */
  public int run(long nowMillis, Duration retention) throws IOException {
    long newest = blocks.list().stream().mapToLong(BlockInfo::toMillis).max().orElse(nowMillis);
    // A clock that jumps ahead must not cost a single sample, so the data itself has a say.
    long horizon = Math.min(nowMillis, newest) - retention.toMillis();
    for (BlockInfo block : blocks.list()) {
      if (block.toMillis() <= horizon) {
        blocks.drop(block);
      }
    }
    int merges = 0;
    Optional<List<BlockInfo>> group = plan.next(blocks.list(), nowMillis);
    while (group.isPresent()) {
      blocks.merge(group.get());
      merges++;
      group = plan.next(blocks.list(), nowMillis);
    }
    return merges;
  }

  /** Drops the blocks with the oldest samples until the others take at most {@code maxBytes}. */
  public void shrinkTo(long maxBytes) throws IOException {
    while (blocks.sizeBytes() > maxBytes) {
      BlockInfo oldest = blocks.list().getFirst();
      for (BlockInfo block : blocks.list()) {
        oldest = block.lastMillis() < oldest.lastMillis() ? block : oldest;
      }
      blocks.drop(oldest);
    }
  }
}
