package io.atalaya.model;

import java.util.List;

/**
 * The series a selection found, sorted by name and then labels ({@link Labels#compareTo} with the
 * metric name compared first). What it reads does not change while it is open.
 *
 * <p>{@link #labels}, {@link #label} and {@link #read} may be called by several threads at once,
 * each with scratch of its own.
 */
public interface SeriesSet extends AutoCloseable {
  int size();

  /** Labels of series {@code i}, the metric name included. */
  Labels labels(int i);

  /**
   * The value of one label of series {@code i}, or the empty string; without making all of its
   * labels where that can be helped, so that a query over many series need not hold them.
   */
  default String label(int i, String name) {
    return labels(i).get(name);
  }

  /**
   * Decodes the samples of series {@code i} that lie in the selected range; none is possible.
   *
   * @throws StorageException if they cannot be read
   */
  void read(int i, SeriesSamples into);

  /** What a user of the result should know, such as samples that are missing; one line each. */
  default List<String> warnings() {
    return List.of();
  }

  /**
   * What is worth knowing of the result without being a fault, such as samples that are kept as
   * aggregates only; one line each.
   */
  default List<String> infos() {
    return List.of();
  }

  /** Lets go of what the selection holds open. */
  @Override
  void close();

  /** A set without series. */
  static SeriesSet empty() {
    return EmptySeriesSet.INSTANCE;
  }
}
