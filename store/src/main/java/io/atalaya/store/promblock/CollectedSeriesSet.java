package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Series whose samples are in memory, in our order. For one thread. */
final class CollectedSeriesSet implements SeriesSet {
  /** The order of a {@link SeriesSet}. */
  static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName, Labels::compareUtf8)
          .thenComparing(Comparator.naturalOrder());

  private final List<One> series;
  private final SharedColumns columns = new SharedColumns();

  /** A series. */
  record One(Labels labels, Samples samples) {}

  private CollectedSeriesSet(List<One> series) {
    this.series = series;
  }

  /** A set of some series, each with other labels. */
  static SeriesSet of(List<One> series) {
    List<One> sorted = new ArrayList<>(series);
    sorted.sort(Comparator.comparing(One::labels, ORDER));
    return new CollectedSeriesSet(sorted);
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int i) {
    return series.get(i).labels();
  }

  @Override
  public void read(int i, SeriesSamples into) {
    series.get(i).samples().copyTo(into, columns);
  }

  @Override
  public void close() {}
}
