package io.atalaya.store.merge;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import java.util.List;

/** A set with something to say. */
public record WarningSeriesSet(SeriesSet set, List<String> warnings, List<String> infos)
    implements SeriesSet {
  /** The set itself if there is nothing to say. */
  public static SeriesSet of(SeriesSet set, List<String> warnings, List<String> infos) {
    return warnings.isEmpty() && infos.isEmpty() ? set : new WarningSeriesSet(set, warnings, infos);
  }

  @Override
  public int size() {
    return set.size();
  }

  @Override
  public Labels labels(int i) {
    return set.labels(i);
  }

  @Override
  public String label(int i, String name) {
    return set.label(i, name);
  }

  @Override
  public void read(int i, SeriesSamples into) {
    set.read(i, into);
  }

  @Override
  public void close() {
    set.close();
  }
}
