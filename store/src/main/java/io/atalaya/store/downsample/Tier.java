package io.atalaya.store.downsample;

import io.atalaya.model.Matcher;
import io.atalaya.model.SampleUse;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.block.Blocks;
import io.atalaya.store.block.HeadSnapshot;
import io.atalaya.store.compact.Compactor;
import io.atalaya.store.merge.MergedSeriesSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The aggregates of one resolution. */
final class Tier {
  /** Aggregates that no aggregate, and no newest sample, is told from. */
  private static final int WITHOUT_POSITION = 0;

  private final Resolution resolution;
  private final Blocks blocks;
  private final Compactor compactor;
  private final Duration keep;
  private final long windowMillis;

  /** By tenant, up to when there are aggregates of all samples; nothing is known of others. */
  private final Map<String, Long> doneTo = new ConcurrentHashMap<>();

  /**
   * A tier.
   *
   * @param keep age from which on aggregates are dropped; zero if none are made any more, and those
   *     that are here stay
   * @param window length of what is aggregated at once, a multiple of an hour
   */
  Tier(Resolution resolution, Blocks blocks, Duration keep, Duration window) {
    this.resolution = resolution;
    this.blocks = blocks;
    this.keep = keep;
    windowMillis = window.toMillis();
    compactor = Compactor.ofAggregates(blocks, window, keep);
  }

  Resolution resolution() {
    return resolution;
  }

  Blocks blocks() {
    return blocks;
  }

  boolean isMade() {
    return keep.isPositive();
  }

  /** Up to when there are aggregates of all samples of a tenant, as far as that is known. */
  long doneTo(String tenant) {
    return isMade() ? doneTo.getOrDefault(tenant, Long.MIN_VALUE) : Long.MIN_VALUE;
  }

  /** From when on aggregates are kept; a multiple of an hour. */
  long floor(long nowMillis) {
    return isMade()
        ? Resolution.ONE_HOUR.endOf(nowMillis - keep.toMillis())
        : Long.MIN_VALUE / 2 / windowMillis * windowMillis;
  }

  /**
   * What there is of a selection in {@code (after, until]}, multiples of an hour: aggregates or, if
   * the reader cannot do with them, the last sample of each window.
   */
  SeriesSet select(SeriesSelection selection, long after, long until) {
    long from = Math.max(selection.fromMillis(), after + 1);
    long to = Math.min(selection.toMillis(), until);
    SeriesSelection windows =
        selection.between(
            Math.max(resolution.startOf(from), after) + 1, Math.min(resolution.endOf(to), until));
    SeriesSelection exactly = selection.between(from, to);
    List<SeriesSet> all = new ArrayList<>();
    if (selection.use().aggregates()) {
      SeriesSet lasts = marked(selection, windows, Aggregate.LAST);
      Map<Aggregate, SeriesSet> others = new EnumMap<>(Aggregate.class);
      for (Aggregate aggregate : AggregatedSeriesSet.needed()) {
        others.put(aggregate, marked(selection, windows, aggregate));
      }
      all.add(new AggregatedSeriesSet(resolution, lasts, others, from, to));
    } else {
      all.add(marked(selection, exactly, Aggregate.LAST));
      all.add(marked(selection, exactly, Aggregate.STALE));
    }
    all.add(marked(selection, exactly, Aggregate.HISTOGRAM));
    return MergedSeriesSet.of(all);
  }

  private SeriesSet marked(SeriesSelection selection, SeriesSelection times, Aggregate aggregate) {
    return new UnmarkedSeriesSet(blocks.select(withMark(times, aggregate)), selection);
  }

  private static SeriesSelection withMark(SeriesSelection selection, Aggregate aggregate) {
    List<Matcher> matchers = new ArrayList<>(selection.matchers());
    matchers.add(aggregate.matcher());
    return new SeriesSelection(
        selection.tenant(),
        matchers,
        selection.fromMillis(),
        selection.toMillis(),
        0,
        1,
        SampleUse.ANY);
  }

  /** Whether series of a selection have native histograms, of which most are not kept. */
  boolean hasHistograms(SeriesSelection selection) {
    return !blocks.holding(withMark(selection, Aggregate.HISTOGRAM)).isEmpty();
  }

  /**
   * Makes aggregates of the oldest samples that have none yet and are old enough.
   *
   * @param raw the blocks of samples of a tenant
   * @param until samples from this time on may still come
   * @param most how many blocks to make at most
   */
  void make(String tenant, Collection<BlockInfo> raw, long until, int most, Samples samples)
      throws IOException {
    long oldest = raw.stream().mapToLong(BlockInfo::firstMillis).min().orElse(until);
    long from = Math.max(windowOf(oldest), doneTo.getOrDefault(tenant, Long.MIN_VALUE));
    for (int made = 0; from + windowMillis <= until && made < most; from += windowMillis) {
      long start = from;
      long end = from + windowMillis;
      if (!has(tenant, start) && raw.stream().anyMatch(b -> overlaps(b, start, end))) {
        make(tenant, start, end, samples);
        made++;
      }
      doneTo.put(tenant, end);
    }
  }

  /** The start of the range of aggregates that a time belongs to. */
  private long windowOf(long time) {
    return Math.floorDiv(time - 1, windowMillis) * windowMillis;
  }

  private static boolean overlaps(BlockInfo block, long after, long until) {
    return block.firstMillis() <= until && block.lastMillis() > after;
  }

  private boolean has(String tenant, long start) {
    return blocks.list().stream()
        .anyMatch(
            b ->
                b.tenant().equals(tenant)
                    && b.fromMillis() <= start + 1
                    && b.toMillis() > start + windowMillis);
  }

  private void make(String tenant, long after, long until, Samples samples) throws IOException {
    SeriesSelection all = SeriesSelection.of(tenant, List.of(), after + 1, until);
    try (SeriesSet aggregates = new AggregatingSeriesSet(samples.select(all), resolution)) {
      blocks.add(new Day(tenant, after + 1, until + 1, aggregates));
    }
  }

  /** What becomes a block. */
  private record Day(String tenant, long fromMillis, long toMillis, SeriesSet series)
      implements HeadSnapshot {
    @Override
    public long position() {
      return WITHOUT_POSITION;
    }

    @Override
    public void close() {
      series.close();
    }
  }

  /** Drops blocks of a range so that they are made again, as far as their samples are there. */
  void makeAgain(String tenant, long fromMillis, long toMillis, long horizon) throws IOException {
    for (BlockInfo block : blocks.list()) {
      boolean concerned =
          block.tenant().equals(tenant)
              && block.fromMillis() <= toMillis + resolution.millis()
              && block.toMillis() > fromMillis;
      if (isMade() && concerned && block.fromMillis() > horizon) {
        doneTo.merge(tenant, windowOf(block.fromMillis()), Math::min);
        blocks.drop(block);
      }
    }
    if (fromMillis > horizon) {
      doneTo.computeIfPresent(tenant, (t, done) -> Math.min(done, windowOf(fromMillis)));
    }
  }

  /** Merges blocks and drops those that are too old. */
  void compact(long nowMillis) throws IOException {
    if (isMade()) {
      compactor.run(nowMillis, keep, tenant -> Long.MAX_VALUE);
    }
  }
}
