package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.promblock.PromIndex.ChunkRef;
import io.atalaya.store.promblock.PromIndex.Series;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The series of a Prometheus block, in our order, without what its tombstones delete. Series with
 * the same times get one column. For one thread.
 */
final class PromSeriesSet implements SeriesSet {
  private final Arena arena;
  private final PromIndex index;
  private final List<PromBytes> chunks;
  private final Map<Long, List<long[]>> deleted;
  private final List<Series> series;
  private final Samples samples = new Samples(128);
  private final SharedColumns columns = new SharedColumns();

  /**
   * A set that closes {@code arena} with itself.
   *
   * @param chunks the files of chunks
   * @param deleted per reference of a series, ranges of time
   */
  PromSeriesSet(
      Arena arena, PromIndex index, List<PromBytes> chunks, Map<Long, List<long[]>> deleted) {
    this.arena = arena;
    this.index = index;
    this.chunks = chunks;
    this.deleted = deleted;
    series = new ArrayList<>(index.series());
    series.sort(Comparator.comparing(Series::labels, CollectedSeriesSet.ORDER));
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
    Series one = series.get(i);
    samples.clear();
    try {
      for (ChunkRef chunk : index.chunks(one)) {
        decode(chunk.ref());
      }
      deleted.getOrDefault(one.ref(), List.of()).forEach(r -> samples.leaveOut(r[0], r[1]));
      if (!samples.isAscending()) {
        throw new MalformedDataException("its samples are not in the order of their times");
      }
    } catch (MalformedDataException e) {
      throw new StorageException("series " + one.labels() + ": " + e.getMessage(), e);
    }
    samples.copyTo(into, columns);
  }

  private void decode(long ref) throws MalformedDataException {
    int segment = (int) (ref >>> 32);
    if (segment >= chunks.size()) {
      throw new MalformedDataException(
          "a chunk is in file " + (segment + 1) + ", which is missing");
    }
    PromBytes in = chunks.get(segment).at(ref & 0xffff_ffffL);
    int length = in.count();
    long checked = in.position();
    int encoding = in.unsignedByte();
    byte[] bytes = in.bytes(length);
    in.requireChecksum(checked, "a chunk");
    ChunkEncoding.of(encoding).decode(bytes, samples);
  }

  @Override
  public void close() {
    arena.close();
  }
}
