package io.atalaya.collect.push;

import java.util.concurrent.atomic.LongAdder;

/** What was pushed to us and what became of it, since the process started. */
public final class PushCounters {
  final LongAdder samples = new LongAdder();
  final LongAdder histograms = new LongAdder();
  final LongAdder exemplars = new LongAdder();
  final LongAdder outOfOrder = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder tooFarAhead = new LongAdder();
  final LongAdder invalidLabels = new LongAdder();
  final LongAdder refusedSeries = new LongAdder();
  final LongAdder invalidHistograms = new LongAdder();
  final LongAdder invalidExemplars = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder unavailable = new LongAdder();

  PushCounters() {}

  /**
   * A moment's numbers.
   *
   * @param samples floats taken
   * @param histograms native histograms taken
   * @param exemplars exemplars taken
   * @param outOfOrder refused as too old
   * @param duplicates refused because another value is stored at their time
   * @param tooFarAhead refused as too far in the future
   * @param invalidLabels samples refused for their labels
   * @param refusedSeries series refused because there are as many as may be
   * @param invalidHistograms histograms that contradict themselves
   * @param invalidExemplars exemplars with too many characters, or too far in the future
   * @param unreadable requests that could not be decoded
   * @param unavailable requests that the store could not take
   */
  public record Snapshot(
      long samples,
      long histograms,
      long exemplars,
      long outOfOrder,
      long duplicates,
      long tooFarAhead,
      long invalidLabels,
      long refusedSeries,
      long invalidHistograms,
      long invalidExemplars,
      long unreadable,
      long unavailable) {}

  public Snapshot snapshot() {
    return new Snapshot(
        samples.sum(),
        histograms.sum(),
        exemplars.sum(),
        outOfOrder.sum(),
        duplicates.sum(),
        tooFarAhead.sum(),
        invalidLabels.sum(),
        refusedSeries.sum(),
        invalidHistograms.sum(),
        invalidExemplars.sum(),
        unreadable.sum(),
        unavailable.sum());
  }
}
