package io.atalaya.store.downsample;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.block.Blocks;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.merge.MergedSeriesSet;
import io.atalaya.store.tombstone.Tombstone;
import io.atalaya.store.tombstone.Tombstones;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes aggregates of samples, keeps them, and decides for a query what is read from where.
 *
 * <p>Time has up to four parts for a query, with boundaries at multiples of an hour:
 *
 * <pre>
 *           retention of 1h        of 5m             of samples      aggregates made up to
 * ──────────────┼────────────────────┼───────────────────┼──────────────────┼───────────► now
 *   nothing     │         1h         │         5m        │           samples
 *                                                         ◄── or aggregates, if exact ──►
 * </pre>
 *
 * <p>If the steps and ranges of a query lie on a grid into which the windows of a resolution fit,
 * the answer is the same from aggregates as from samples, and the coarsest such resolution is read
 * wherever there is one. Otherwise samples are read where they are, and where they are gone the
 * finest aggregates, and the answer has an info that says so.
 *
 * <p>A range of samples is aggregated as a whole, when it is over for long enough. Samples that
 * come later still, and deletions, have its aggregates made again from the samples, as long as
 * these are kept. The methods that change something are called by one thread at a time.
 */
public final class Downsampling implements AutoCloseable {
  /** Of the length of the blocks that are cut from the head. */
  private static final int WINDOW_BLOCKS = 12;

  /** After so many of these lengths nothing comes late as a rule, and blocks have been merged. */
  private static final int SETTLED_BLOCKS = 20;

  /** Blocks made before other maintenance has its turn. */
  private static final int MOST_AT_ONCE = 2;

  private final List<Tier> tiers;
  private final Duration settled;

  private Downsampling(List<Tier> tiers, Duration settled) {
    this.tiers = List.copyOf(tiers);
    this.settled = settled;
  }

  /** A set of series and what is to be said about it. */
  public record Found(SeriesSet set, List<String> infos) {}

  /** A part of time, {@code (after, until]}, that is read from a tier. */
  private record Part(Tier tier, long after, long until) {}

  /** The age that samples must reach at least, so that there is time to aggregate them. */
  public static Duration leastRetention(Duration blockRange) {
    return blockRange.multipliedBy(SETTLED_BLOCKS).plus(windowFor(blockRange).multipliedBy(2));
  }

  private static Duration windowFor(Duration blockRange) {
    long hour = Resolution.ONE_HOUR.millis();
    long wanted = blockRange.multipliedBy(WINDOW_BLOCKS).toMillis();
    return Duration.ofMillis(Math.max(1, wanted / hour) * hour);
  }

  /**
   * Opens what is kept of aggregates.
   *
   * @param directory of the store; aggregates that are there are served, wanted or not
   * @param keep how long aggregates are kept that are wanted
   */
  public static Downsampling open(
      Disk disk,
      Path directory,
      Tombstones tombstones,
      Map<Resolution, Duration> keep,
      Duration blockRange)
      throws IOException {
    List<Tier> tiers = new ArrayList<>();
    for (Resolution resolution : Resolution.values()) {
      Path blocks = directoryOf(directory, resolution);
      if (keep.containsKey(resolution) || disk.exists(blocks)) {
        tiers.add(
            new Tier(
                resolution,
                Blocks.open(disk, blocks, tombstones),
                keep.getOrDefault(resolution, Duration.ZERO),
                windowFor(blockRange)));
      }
    }
    return new Downsampling(tiers, blockRange.multipliedBy(SETTLED_BLOCKS));
  }

  private static Path directoryOf(Path directory, Resolution resolution) {
    return directory.resolve("blocks-" + resolution.text());
  }

  /** Whether there are any aggregates. */
  public boolean isUsed() {
    return tiers.stream().anyMatch(tier -> !tier.blocks().list().isEmpty());
  }

  /**
   * Finds series.
   *
   * @param horizon time of the oldest samples that are kept
   */
  public Found select(SeriesSelection selection, long nowMillis, long horizon, Samples samples) {
    long oldest = Resolution.ONE_HOUR.endOf(horizon);
    Tier exact = exact(selection, oldest);
    if (exact != null) {
      long boundary = exact.doneTo(selection.tenant());
      Found found = select(selection, nowMillis, boundary, exact, samples);
      // Aggregates that are to be made again count as not done first, and are dropped then.
      if (exact.doneTo(selection.tenant()) >= boundary) {
        return found;
      }
      found.set.close();
    }
    return select(selection, nowMillis, oldest, null, samples);
  }

  private Found select(
      SeriesSelection selection,
      long nowMillis,
      long boundary,
      @Nullable Tier exact,
      Samples samples) {
    List<SeriesSet> sets = new ArrayList<>();
    List<String> infos = new ArrayList<>();
    for (Part part : parts(selection, nowMillis, boundary, exact)) {
      SeriesSet set = part.tier.select(selection, part.after, part.until);
      if (set.size() > 0) {
        infos.addAll(infos(selection, part));
      }
      sets.add(set);
    }
    long from = Math.max(selection.fromMillis(), boundary + 1);
    if (from <= selection.toMillis()) {
      sets.add(samples.select(selection.between(from, selection.toMillis())));
    }
    return new Found(MergedSeriesSet.of(sets), infos);
  }

  /** The coarsest aggregates that give the same as samples that are still kept. */
  private @Nullable Tier exact(SeriesSelection selection, long oldest) {
    for (Tier tier : tiers.reversed()) {
      boolean fits = selection.use().fits(tier.resolution().millis());
      if (fits && tier.doneTo(selection.tenant()) > oldest) {
        return selection.use().aggregates() && tier.hasHistograms(selection) ? null : tier;
      }
    }
    return null;
  }

  private List<Part> parts(
      SeriesSelection selection, long nowMillis, long boundary, @Nullable Tier exact) {
    List<Tier> order = new ArrayList<>(tiers);
    if (exact != null) {
      order.remove(exact);
      order.addFirst(exact);
    }
    List<Part> parts = new ArrayList<>();
    long until = boundary;
    for (Tier tier : order) {
      long after = tier.floor(nowMillis);
      if (after < until && selection.fromMillis() <= until && selection.toMillis() > after) {
        parts.add(new Part(tier, after, until));
      }
      until = Math.min(until, after);
    }
    return parts.reversed();
  }

  private static List<String> infos(SeriesSelection selection, Part part) {
    String resolution = part.tier.resolution().text();
    Instant until = Instant.ofEpochMilli(Math.min(part.until, selection.toMillis()));
    if (!selection.use().fits(part.tier.resolution().millis())) {
      return List.of(
          "samples up to "
              + until
              + " are kept as aggregates of "
              + resolution
              + " only, so values there are approximate; a start, step and range that are multiples"
              + " of "
              + resolution
              + " make them exact for functions over time");
    }
    if (selection.use().aggregates() && part.tier.hasHistograms(selection)) {
      return List.of(
          "of native histograms up to "
              + until
              + " only the last one in "
              + resolution
              + " is kept");
    }
    return List.of();
  }

  /**
   * Aggregates as they are kept, series by series; {@link ShownSeriesSet#LABEL} says of what. Those
   * that can be told from others are left out, see the package.
   */
  public SeriesSet kept(Resolution resolution, SeriesSelection selection) {
    for (Tier tier : tiers) {
      if (tier.resolution() == resolution) {
        return new ShownSeriesSet(tier.blocks().select(selection));
      }
    }
    return SeriesSet.empty();
  }

  /** Names of labels in aggregates, sorted. */
  public List<String> labelNames(SeriesSelection selection) {
    Set<String> names = new TreeSet<>(Labels::compareUtf8);
    tiers.forEach(tier -> names.addAll(tier.blocks().labelNames(selection, 0)));
    names.remove(Aggregate.LABEL);
    return List.copyOf(names);
  }

  /** Values of a label in aggregates, sorted. */
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    Set<String> values = new TreeSet<>(Labels::compareUtf8);
    if (!name.equals(Aggregate.LABEL)) {
      tiers.forEach(tier -> values.addAll(tier.blocks().labelValues(name, selection, limit)));
    }
    return List.copyOf(values);
  }

  /**
   * Makes aggregates that are missing, some at a time, and merges and drops old ones.
   *
   * @throws IOException if some could not be made; the samples are still there
   */
  public void maintain(long nowMillis, Collection<BlockInfo> raw, Samples samples)
      throws IOException {
    Map<String, List<BlockInfo>> byTenant =
        raw.stream()
            .collect(Collectors.groupingBy(BlockInfo::tenant, TreeMap::new, Collectors.toList()));
    // A clock that jumps ahead must not aggregate what is still coming in.
    long newest = raw.stream().mapToLong(BlockInfo::toMillis).max().orElse(nowMillis);
    long until = Math.min(nowMillis, newest) - settled.toMillis();
    for (Tier tier : tiers) {
      if (tier.isMade()) {
        for (Map.Entry<String, List<BlockInfo>> tenant : byTenant.entrySet()) {
          tier.make(tenant.getKey(), tenant.getValue(), until, MOST_AT_ONCE, samples);
        }
      }
      tier.compact(nowMillis);
    }
  }

  /** Up to when samples of a tenant may be dropped because all aggregates have been made. */
  public long doneTo(String tenant) {
    return tiers.stream()
        .filter(Tier::isMade)
        .mapToLong(tier -> tier.doneTo(tenant))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Notes that samples of a range change, before they do: aggregates are made again from them.
   *
   * @param horizon time of the oldest samples that are kept
   */
  public void makeAgain(String tenant, long fromMillis, long toMillis, long horizon)
      throws IOException {
    for (Tier tier : tiers) {
      if (tier.doneTo(tenant) > fromMillis) {
        tier.makeAgain(tenant, fromMillis, toMillis, horizon);
      }
    }
  }

  /**
   * What is to be deleted along with samples: the windows that these were in, where the aggregates
   * cannot be made again.
   */
  public List<Tombstone> deletions(
      String tenant, List<Matcher> matchers, long fromMillis, long toMillis) {
    List<Tombstone> deletions = new ArrayList<>();
    for (Tier tier : tiers) {
      long from = tier.resolution().startOf(Math.max(fromMillis, Long.MIN_VALUE / 2)) + 1;
      long to = tier.resolution().endOf(toMillis);
      Set<String> blocks = tier.blocks().holding(SeriesSelection.of(tenant, matchers, from, to));
      deletions.add(new Tombstone(tenant, matchers, from, to, Tombstone.NOT_IN_LOG, blocks));
    }
    return deletions;
  }

  /** The blocks of aggregates. */
  public Map<Resolution, Blocks> blocks() {
    Map<Resolution, Blocks> blocks = new EnumMap<>(Resolution.class);
    tiers.forEach(tier -> blocks.put(tier.resolution(), tier.blocks()));
    return blocks;
  }

  /**
   * Makes the files known in the directory of another store too, without copying them.
   *
   * @return the ids of the blocks
   */
  public Set<String> linkInto(Disk disk, Path directory) throws IOException {
    Set<String> ids = new TreeSet<>();
    for (Tier tier : tiers) {
      Path target = directoryOf(directory, tier.resolution());
      disk.createDirectories(target);
      ids.addAll(tier.blocks().linkInto(target));
    }
    return ids;
  }

  @Override
  public void close() {
    tiers.forEach(tier -> tier.blocks().close());
  }
}
