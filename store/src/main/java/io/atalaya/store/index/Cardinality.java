package io.atalaya.store.index;

import java.util.List;

/**
 * What makes an index large: of each list the longest entries, longest first.
 *
 * @param labelPairs number of different pairs of name and value
 * @param seriesPerMetric series by metric name
 * @param valuesPerLabel values by label name
 * @param bytesPerLabel by label name, the bytes of its values, each as often as a series has it
 * @param seriesPerPair series by {@code name=value}
 */
public record Cardinality(
    long labelPairs,
    List<Count> seriesPerMetric,
    List<Count> valuesPerLabel,
    List<Count> bytesPerLabel,
    List<Count> seriesPerPair) {
  /** How many there are of something. */
  public record Count(String name, long count) {}
}
