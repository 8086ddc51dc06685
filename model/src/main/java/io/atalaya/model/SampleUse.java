package io.atalaya.model;

/**
 * What a reader makes of the samples of a selection, from which a source that has aggregates of
 * them may conclude that those do as well.
 *
 * @param gridMillis every step, and both ends of every window, lie at multiples of this; 0 if they
 *     may lie anywhere
 * @param aggregates whether the reader looks at {@link SeriesSamples#aggregates}; one that does not
 *     wants the newest sample before each step
 */
public record SampleUse(long gridMillis, boolean aggregates) {
  /** Nothing is known: each sample may be looked at. */
  public static final SampleUse ANY = new SampleUse(0, false);

  public SampleUse {
    if (gridMillis < 0) {
      throw new IllegalArgumentException("a grid of " + gridMillis + " ms");
    }
  }

  /** Whether windows of a length, side by side from time 0 on, are never cut by this reader's. */
  public boolean fits(long windowMillis) {
    return gridMillis > 0 && gridMillis % windowMillis == 0;
  }
}
