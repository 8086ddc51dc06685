package io.atalaya.collect.push;

import io.atalaya.model.Labels;

/** Where decoders get references from. */
interface SeriesRegistry {
  /**
   * The reference of a series.
   *
   * @throws io.atalaya.model.SeriesLimitException if it cannot be created
   */
  long register(Labels labels);
}
