package io.atalaya.store;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.store.block.BlockStore;
import io.atalaya.store.downsample.Downsampling;
import io.atalaya.store.downsample.Downsampling.Found;
import io.atalaya.store.head.Shard;
import io.atalaya.store.merge.MergedSeriesSet;
import io.atalaya.store.merge.WarningSeriesSet;
import io.atalaya.store.tombstone.Tombstone;
import io.atalaya.store.tombstone.Tombstones;
import io.atalaya.store.tombstone.VisibleSeriesSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads head, blocks and aggregates as one source, without what is deleted or too old. */
final class StoreReader implements SeriesSource {
  private final Shard shard;
  private final @Nullable BlockStore blocks;
  private final @Nullable Downsampling downsampling;
  private final Tombstones tombstones;
  private final InstantSource clock;
  private final LongSupplier horizon;

  /**
   * A reader of a store.
   *
   * @param horizon the time of the oldest samples that are kept
   */
  StoreReader(Shard shard, Storage storage, InstantSource clock, LongSupplier horizon) {
    this.shard = shard;
    blocks = storage.blocks();
    downsampling = storage.downsampling();
    tombstones = storage.tombstones();
    this.clock = clock;
    this.horizon = horizon;
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    // The deletions first, then the head, then blocks: what is cut, merged or cleaned in between
    // is found in one place or in both, so nothing is missed and nothing deleted comes back.
    List<Tombstone> deletions = Tombstones.ofLog(tombstones.list(), selection.tenant());
    SeriesSet recent = VisibleSeriesSet.of(shard.select(selection), deletions, selection);
    List<String> missing =
        shard.upkeep().missing(selection.tenant(), selection.fromMillis(), selection.toMillis());
    if (blocks == null) {
      return WarningSeriesSet.of(recent, missing, List.of());
    }
    SeriesSelection kept = kept(selection);
    Found found = found(blocks, recent, deletions, selection);
    List<String> warnings = new ArrayList<>(missing);
    warnings.addAll(blocks.missing(kept.fromMillis(), kept.toMillis()));
    return WarningSeriesSet.of(found.set(), warnings, found.infos());
  }

  private Found found(
      BlockStore old, SeriesSet recent, List<Tombstone> deletions, SeriesSelection selection) {
    if (downsampling == null || !downsampling.isUsed()) {
      return new Found(MergedSeriesSet.of(List.of(old.select(kept(selection)), recent)), List.of());
    }
    recent.close();
    return downsampling.select(
        selection, clock.millis(), horizon.getAsLong(), part -> samples(old, deletions, part));
  }

  /** Samples of any age. */
  SeriesSet samples(BlockStore old, List<Tombstone> deletions, SeriesSelection part) {
    SeriesSet recent = VisibleSeriesSet.of(shard.select(part), deletions, part);
    return MergedSeriesSet.of(List.of(old.select(part), recent));
  }

  /** Without what is older than the retention: blocks are dropped only as a whole. */
  private SeriesSelection kept(SeriesSelection selection) {
    return selection.between(
        Math.max(selection.fromMillis(), horizon.getAsLong()), selection.toMillis());
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    List<String> recent = shard.labelNames(selection);
    List<String> old = blocks == null ? List.of() : blocks.labelNames(kept(selection), limit);
    List<String> older = downsampling == null ? List.of() : downsampling.labelNames(selection);
    return union(union(recent, old, limit), older, limit);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    List<String> recent = shard.labelValues(name, selection);
    List<String> old =
        blocks == null ? List.of() : blocks.labelValues(name, kept(selection), limit);
    List<String> older =
        downsampling == null ? List.of() : downsampling.labelValues(name, selection, limit);
    return union(union(recent, old, limit), older, limit);
  }

  /** The elements of two sorted lists. */
  private static List<String> union(List<String> some, List<String> more, int limit) {
    long most = limit > 0 ? limit : Long.MAX_VALUE;
    List<String> all = new ArrayList<>(some.size() + more.size());
    int i = 0;
    int j = 0;
    while ((i < some.size() || j < more.size()) && all.size() < most) {
      int order =
          i == some.size()
              ? 1
              : j == more.size() ? -1 : Labels.compareUtf8(some.get(i), more.get(j));
      all.add(order <= 0 ? some.get(i) : more.get(j));
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return all;
  }
}
