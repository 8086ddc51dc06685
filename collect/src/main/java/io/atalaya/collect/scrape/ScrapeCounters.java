package io.atalaya.collect.scrape;

import java.util.concurrent.atomic.LongAdder;

/** What scraping did since the start, for our own metrics. Safe for many threads. */
public final class ScrapeCounters {
  final LongAdder scrapes = new LongAdder();
  final LongAdder samples = new LongAdder();
  final LongAdder outOfOrder = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder outOfBounds = new LongAdder();
  final LongAdder refusedSeries = new LongAdder();
  final LongAdder storeFailures = new LongAdder();
  final LongAdder lostSamples = new LongAdder();
  final LongAdder tooLarge = new LongAdder();
  final LongAdder tooManySamples = new LongAdder();
  final LongAdder overLabelLimits = new LongAdder();
  final LongAdder contradictoryHistograms = new LongAdder();

  /**
   * The counts at one moment.
   *
   * @param scrapes scrapes that were made, failed ones included
   * @param samples samples handed to the store and taken
   * @param outOfOrder samples refused as too old
   * @param duplicates samples refused because another value is stored at their time
   * @param outOfBounds samples refused as too far in the future
   * @param refusedSeries series refused by a tenant's limit
   * @param storeFailures batches the store could not take
   * @param lostSamples samples in those batches
   * @param tooLarge scrapes refused because of {@code body_size_limit}
   * @param tooManySamples scrapes refused because of {@code sample_limit}
   * @param overLabelLimits scrapes refused because of a limit on labels
   * @param contradictoryHistograms classic histograms left out because they could not become native
   *     ones
   */
  public record Snapshot(
      long scrapes,
      long samples,
      long outOfOrder,
      long duplicates,
      long outOfBounds,
      long refusedSeries,
      long storeFailures,
      long lostSamples,
      long tooLarge,
      long tooManySamples,
      long overLabelLimits,
      long contradictoryHistograms) {}

  public Snapshot snapshot() {
    return new Snapshot(
        scrapes.sum(),
        samples.sum(),
        outOfOrder.sum(),
        duplicates.sum(),
        outOfBounds.sum(),
        refusedSeries.sum(),
        storeFailures.sum(),
        lostSamples.sum(),
        tooLarge.sum(),
        tooManySamples.sum(),
        overLabelLimits.sum(),
        contradictoryHistograms.sum());
  }
}
