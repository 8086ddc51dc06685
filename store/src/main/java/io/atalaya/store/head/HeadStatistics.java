package io.atalaya.store.head;

import io.atalaya.store.index.Cardinality;
import io.atalaya.store.index.CardinalityCounter;

/**
 * What a head has.
 *
 * @param series active series
 * @param chunks runs of samples, of up to one epoch of one series each
 * @param firstMillis time of the oldest sample; {@link Long#MAX_VALUE} if there is none
 * @param lastMillis time of the newest sample; {@link Long#MIN_VALUE} if there is none
 */
public record HeadStatistics(
    long series, long chunks, long firstMillis, long lastMillis, Cardinality cardinality) {
  /** What there is of a tenant without samples. */
  static HeadStatistics empty() {
    return new HeadStatistics(
        0, 0, Long.MAX_VALUE, Long.MIN_VALUE, new CardinalityCounter(1).result());
  }
}
