package io.atalaya.query.histogram;

import io.atalaya.model.Histogram;

/** Small changes of histograms. */
public final class Histograms {
  private Histograms() {}

  /** The same with other knowledge about a reset. */
  public static Histogram withHint(Histogram h, Histogram.ResetHint hint) {
    return new Histogram(
        h.schema(),
        h.zeroThreshold(),
        h.zeroCount(),
        h.count(),
        h.sum(),
        h.positiveSpans(),
        h.positiveCounts(),
        h.negativeSpans(),
        h.negativeCounts(),
        h.customBounds(),
        hint,
        h.integer());
  }
}
