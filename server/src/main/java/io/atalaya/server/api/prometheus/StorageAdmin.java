package io.atalaya.server.api.prometheus;

import io.atalaya.model.Matcher;
import java.io.IOException;
import java.util.List;

/** What the API may do to the storage, and what it may ask it. */
public interface StorageAdmin {
  /** Whether the operator allows the storage to be changed over HTTP. */
  boolean allowed();

  /**
   * Deletes samples of the series that all matchers accept.
   *
   * @param fromMillis first millisecond
   * @param toMillis last millisecond
   */
  void deleteSeries(List<Matcher> matchers, long fromMillis, long toMillis) throws IOException;

  /** Gives back the space of what was deleted. */
  void cleanTombstones() throws IOException;

  /**
   * Makes a copy of the storage in the data directory.
   *
   * @return its name
   */
  String snapshot(boolean withHead) throws IOException;

  /** What recent samples there are; lists have so many entries. */
  Statistics statistics(int limit);

  /** How many segments of the log were read at the start. */
  int replayedSegments();

  /** What is kept beyond recent samples, oldest first. */
  List<Block> blocks();

  /**
   * An immutable part of the storage.
   *
   * @param toMillis end of its range, excluded
   */
  record Block(String id, long fromMillis, long toMillis, long samples, long series, long chunks) {}

  /** An entry of a list of the largest. */
  record Count(String name, long count) {}

  /** As {@code /api/v1/status/tsdb} tells it. */
  record Statistics(
      long series,
      long labelPairs,
      long chunks,
      long firstMillis,
      long lastMillis,
      List<Count> seriesPerMetric,
      List<Count> valuesPerLabel,
      List<Count> bytesPerLabel,
      List<Count> seriesPerPair) {}
}
