package io.atalaya.model;

import java.util.List;

/**
 * Which series to read, and from when to when.
 *
 * @param tenant whose series
 * @param matchers all must match
 * @param fromMillis first millisecond wanted
 * @param toMillis last millisecond wanted, included
 * @param shard which part of the series is wanted, 0 … {@code shards − 1}; a series is in exactly
 *     one
 * @param shards number of parts, ≥ 1
 * @param use what is made of the samples
 */
public record SeriesSelection(
    String tenant,
    List<Matcher> matchers,
    long fromMillis,
    long toMillis,
    int shard,
    int shards,
    SampleUse use) {
  public SeriesSelection {
    matchers = List.copyOf(matchers);
    if (shards < 1 || shard < 0 || shard >= shards) {
      throw new IllegalArgumentException("shard " + shard + " of " + shards);
    }
  }

  /** A selection of which any sample may be looked at. */
  public SeriesSelection(
      String tenant,
      List<Matcher> matchers,
      long fromMillis,
      long toMillis,
      int shard,
      int shards) {
    this(tenant, matchers, fromMillis, toMillis, shard, shards, SampleUse.ANY);
  }

  /** The same for other times. */
  public SeriesSelection between(long from, long to) {
    return new SeriesSelection(tenant, matchers, from, to, shard, shards, use);
  }

  /** All series that match. */
  public static SeriesSelection of(
      String tenant, List<Matcher> matchers, long fromMillis, long toMillis) {
    return new SeriesSelection(tenant, matchers, fromMillis, toMillis, 0, 1);
  }
}
