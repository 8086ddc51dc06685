package io.atalaya.server.remoteread;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import java.util.Comparator;
import java.util.List;

/** What another server has sent, as a set. */
record FetchedSet(List<FetchedSeries> series) implements SeriesSet {
  private static final Comparator<FetchedSeries> ORDER =
      Comparator.comparing((FetchedSeries s) -> s.labels().metricName(), Labels::compareUtf8)
          .thenComparing(FetchedSeries::labels);

  /** The series that belong to the shard of the selection, in order. */
  static FetchedSet of(List<FetchedSeries> fetched, SeriesSelection selection) {
    fetched.forEach(FetchedSeries::end);
    return new FetchedSet(
        fetched.stream()
            .filter(s -> s.size() > 0)
            .filter(s -> shard(s.labels(), selection.shards()) == selection.shard())
            .sorted(ORDER)
            .toList());
  }

  /** The same shard that the store puts a series into. */
  private static int shard(Labels labels, int shards) {
    return (int) Math.floorMod(labels.fingerprint(), (long) shards);
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
    series.get(i).read(into);
  }

  @Override
  public void close() {
    // All of it is in memory.
  }
}
