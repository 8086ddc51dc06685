package io.atalaya.store.downsample;

import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;

/** Where the samples are of which there are aggregates. */
@FunctionalInterface
public interface Samples {
  /** All there are of a selection, whatever their age, without those that are deleted. */
  SeriesSet select(SeriesSelection selection);
}
