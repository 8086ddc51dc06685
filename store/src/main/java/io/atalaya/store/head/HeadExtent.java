package io.atalaya.store.head;

/**
 * How much a head has, and from when to when; cheap to be asked for.
 *
 * @param series that exist
 * @param seriesRemoved that were forgotten since the start
 * @param chunks runs of samples, of up to one epoch of one series each
 * @param firstMillis time of the oldest sample; {@link Long#MAX_VALUE} if there is none
 * @param lastMillis time of the newest sample; {@link Long#MIN_VALUE} if there is none
 */
public record HeadExtent(
    long series, long seriesRemoved, long chunks, long firstMillis, long lastMillis) {
  /** Nothing. */
  public static final HeadExtent EMPTY = new HeadExtent(0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

  public boolean isEmpty() {
    return lastMillis < firstMillis;
  }
}
