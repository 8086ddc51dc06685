package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesLimitException;

/** Finds the places of series by the hash of their bytes, and learns those of new ones. */
final class SeriesMemory {
  private final SeriesRefs refs;
  private final PushColumns columns;

  SeriesMemory(SeriesRefs refs, PushColumns columns) {
    this.refs = refs;
    this.columns = columns;
  }

  /** Whether the series of a hash is known; if so, the place is that of its samples. */
  boolean find(LabelHash hash, SeriesPlace place) {
    boolean found = refs.find(hash.high(), hash.low(), place);
    if (found && columns.lanes().get(place.lane) != null) {
      return true;
    }
    place.set(SampleGroup.NO_SERIES, Lanes.NONE);
    return false;
  }

  /** Registers the series that was not found; whether it could be. */
  boolean learn(Labels series, SeriesPlace place, PushBatch into) {
    try {
      place.learn(columns.register(series), Lanes.sourceOf(series));
      return true;
    } catch (SeriesLimitException e) {
      into.refusedSeries(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Remembers where the samples of a series went, if that is news. */
  void keep(SeriesPlace place) {
    if (place.moved) {
      refs.put(place);
    }
  }
}
