package io.atalaya.store.block;

import io.atalaya.model.SeriesSet;

/**
 * What the head hands over to become a block: every sample of one tenant whose time lies in {@code
 * [fromMillis, toMillis)}, frozen. Late samples are merged in already.
 *
 * <p>{@link #series()} is sorted by (metric name, labels), and two series whose {@link
 * io.atalaya.model.SeriesSamples#times} are the same instance share their timestamp column. A block
 * writer goes through it once, from the first series to the last; a series may turn out to have no
 * sample.
 */
public interface HeadSnapshot extends AutoCloseable {
  String tenant();

  /** First millisecond, included. */
  long fromMillis();

  /** Last millisecond, excluded. */
  long toMillis();

  /**
   * The log position before which everything acknowledged is contained. With tenant and times it
   * makes up the identity of the block. A cut repeated after a crash contains the same samples, and
   * may have a later position.
   */
  long position();

  SeriesSet series();

  /** Lets go of the head's memory; the head itself is not changed. */
  @Override
  void close();
}
