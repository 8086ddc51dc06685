package io.atalaya.model;

import java.util.List;

/** Port from store to query: the only way to read series, wherever they are kept. */
public interface SeriesSource {
  /**
   * Finds series.
   *
   * @throws StorageException if the index cannot be read
   */
  SeriesSet select(SeriesSelection selection);

  /**
   * Names of the labels of the series that match (of all series without matchers), sorted.
   *
   * @param limit how many at most, 0 for no limit
   */
  List<String> labelNames(SeriesSelection selection, int limit);

  /** Values that a label has in the series that match, sorted; {@code limit} as above. */
  List<String> labelValues(String name, SeriesSelection selection, int limit);
}
