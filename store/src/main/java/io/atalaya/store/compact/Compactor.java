package io.atalaya.store.compact;

import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.block.Blocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

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
    this(blocks, new CompactionPlan(base, retention, 0));
  }

  private Compactor(Blocks blocks, CompactionPlan plan) {
    this.blocks = blocks;
    this.plan = plan;
  }

  /** A compactor of blocks whose ranges begin one millisecond late; see above. */
  public static Compactor ofAggregates(Blocks blocks, Duration base, Duration retention) {
    return new Compactor(blocks, new CompactionPlan(base, retention, 1));
  }

  /**
   * Drops blocks whose range is older than the retention, as seen from the newest block, then
   * merges until nothing is left to merge.
   *
   * @param retention age from which on a block is dropped, as a whole
   * @param dropTo by tenant, a time behind which no block is dropped
   * @return how many merges there were
   * @throws IOException if one failed; all samples are still there
   */
  public int run(long nowMillis, Duration retention, ToLongFunction<String> dropTo)
      throws IOException {
    long newest = blocks.list().stream().mapToLong(BlockInfo::toMillis).max().orElse(nowMillis);
    // A clock that jumps ahead must not cost a single sample, so the data itself has a say.
    long horizon = Math.min(nowMillis, newest) - retention.toMillis();
    for (BlockInfo block : blocks.list()) {
      if (block.toMillis() <= Math.min(horizon, dropTo.applyAsLong(block.tenant()))) {
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
