package io.atalaya.store.downsample;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import java.util.stream.IntStream;

/** One aggregate of each series of a selection, under the labels of the series itself. */
final class UnmarkedSeriesSet implements SeriesSet {
  private final SeriesSet marked;
  private final Labels[] labels;
  private final int[] places;

  /** Keeps the series of the selection's shard. */
  UnmarkedSeriesSet(SeriesSet marked, SeriesSelection selection) {
    this.marked = marked;
    Labels[] all = new Labels[marked.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = Aggregate.unmark(marked.labels(i));
    }
    places = IntStream.range(0, all.length).filter(i -> isInShard(all[i], selection)).toArray();
    labels = IntStream.of(places).mapToObj(i -> all[i]).toArray(Labels[]::new);
  }

  private static boolean isInShard(Labels labels, SeriesSelection selection) {
    return selection.shards() == 1
        || Math.floorMod(labels.fingerprint(), selection.shards()) == selection.shard();
  }

  @Override
  public int size() {
    return places.length;
  }

  @Override
  public Labels labels(int i) {
    return labels[i];
  }

  @Override
  public void read(int i, SeriesSamples into) {
    marked.read(places[i], into);
  }

  @Override
  public void close() {
    marked.close();
  }
}
