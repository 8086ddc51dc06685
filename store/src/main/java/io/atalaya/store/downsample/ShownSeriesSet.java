package io.atalaya.store.downsample;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import java.util.List;

/** Series of aggregates under labels that can be printed, in the order of blocks. */
record ShownSeriesSet(SeriesSet marked) implements SeriesSet {
  /** Stands for {@link Aggregate#LABEL}. */
  static final String LABEL = "__aggregate__";

  @Override
  public int size() {
    return marked.size();
  }

  @Override
  public Labels labels(int i) {
    Labels labels = marked.labels(i);
    return Aggregate.unmark(labels).with(LABEL, labels.get(Aggregate.LABEL));
  }

  @Override
  public void read(int i, SeriesSamples into) {
    marked.read(i, into);
  }

  @Override
  public List<String> warnings() {
    return marked.warnings();
  }

  @Override
  public void close() {
    marked.close();
  }
}
