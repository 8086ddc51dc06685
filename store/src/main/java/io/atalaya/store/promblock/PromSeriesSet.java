package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.promblock.PromIndex.ChunkRef;
import io.atalaya.store.promblock.PromIndex.Series;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of a Prometheus block, in our order, without what its tombstones delete. Series with
 * the same times get one column. For one thread.
 */
final class PromSeriesSet implements SeriesSet {
  private static final Comparator<Series> ORDER =
      Comparator.comparing((Series s) -> s.labels().metricName(), Labels::compareUtf8)
          .thenComparing(Series::labels);

  /** Columns remembered, to be shared. */
  private static final int MAX_COLUMNS = 4096;

  private static final int XOR = 1;
  private static final int HISTOGRAM = 2;
  private static final int FLOAT_HISTOGRAM = 3;

  private final Arena arena;
  private final PromIndex index;
  private final List<PromBytes> chunks;
  private final Map<Long, List<long[]>> deleted;
  private final List<Series> series;
  private final Samples samples = new Samples();
  private final Map<Integer, TimeColumn> columns = new HashMap<>();

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
    series.sort(ORDER);
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
      leaveOut(deleted.getOrDefault(one.ref(), List.of()));
      requireAscending();
    } catch (MalformedDataException e) {
      throw new StorageException("series " + one.labels() + ": " + e.getMessage(), e);
    }
    into.clear();
    into.times = column();
    into.to = samples.size;
    into.values = Arrays.copyOf(samples.values, samples.size);
    into.histograms =
        samples.histograms == null ? null : Arrays.copyOf(samples.histograms, samples.size);
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
    switch (encoding) {
      case XOR -> XorChunk.decode(bytes, samples);
      case HISTOGRAM -> HistogramChunk.decode(bytes, true, samples);
      case FLOAT_HISTOGRAM -> HistogramChunk.decode(bytes, false, samples);
      default ->
          throw new MalformedDataException(
              "chunks of encoding "
                  + encoding
                  + " cannot be read; let Prometheus write them without start timestamps and with"
                  + " the encoding xor");
    }
  }

  private void leaveOut(List<long[]> ranges) {
    for (long[] range : ranges) {
      int left = 0;
      for (int row = 0; row < samples.size; row++) {
        if (samples.times[row] < range[0] || samples.times[row] > range[1]) {
          samples.times[left] = samples.times[row];
          samples.values[left] = samples.values[row];
          if (samples.histograms != null) {
            samples.histograms[left] = samples.histograms[row];
          }
          left++;
        }
      }
      samples.size = left;
    }
  }

  private void requireAscending() throws MalformedDataException {
    for (int row = 1; row < samples.size; row++) {
      if (samples.times[row] <= samples.times[row - 1]) {
        throw new MalformedDataException("its samples are not in the order of their times");
      }
    }
  }

  private TimeColumn column() {
    long[] times = Arrays.copyOf(samples.times, samples.size);
    int hash = Arrays.hashCode(times);
    TimeColumn known = columns.get(hash);
    if (known != null && Arrays.equals(known.array(), times)) {
      return known;
    }
    if (columns.size() >= MAX_COLUMNS) {
      columns.clear();
    }
    TimeColumn made = new TimeColumn(times, times.length);
    columns.put(hash, made);
    return made;
  }

  @Override
  public void close() {
    arena.close();
  }
}
