package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.promblock.PromIndex.ChunkRef;
import io.atalaya.store.promblock.PromIndex.Series;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
  private final Consumer<String> problems;
  private final Samples samples = new Samples(128);
  private final SharedColumns columns = new SharedColumns();

  /**
   * A set that closes {@code arena} with itself.
   *
   * @param chunks the files of chunks
   * @param deleted per reference of a series, ranges of time
   * @param problems told what cannot be read, and is left out
   */
  PromSeriesSet(
      Arena arena,
      PromIndex index,
      List<PromBytes> chunks,
      Map<Long, List<long[]>> deleted,
      Consumer<String> problems) {
    this.arena = arena;
    this.index = index;
    this.chunks = chunks;
    this.deleted = deleted;
    this.problems = problems;
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
        add(one, chunk);
      }
      deleted.getOrDefault(one.ref(), List.of()).forEach(r -> samples.leaveOut(r[0], r[1]));
      if (!samples.isAscending()) {
        throw new MalformedDataException("its samples are not in the order of their times");
      }
    } catch (MalformedDataException e) {
      samples.clear();
      problems.accept("series " + one.labels() + ": " + e.getMessage());
    }
    samples.copyTo(into, columns);
  }

  /** Adds the samples of a chunk, all or none. */
  private void add(Series one, ChunkRef chunk) {
    int before = samples.size;
    try {
      decode(chunk.ref());
    } catch (MalformedDataException e) {
      samples.size = before;
      problems.accept("a chunk of series " + one.labels() + ": " + e.getMessage());
    }
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
