package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codes samples as single chunks, as blocks and answers of remote read hold them. For one thread at
 * a time.
 */
public final class ChunkEncoder {
  /** Samples of a chunk, as many as Prometheus puts in one. */
  private static final int MAX_ROWS = 120;

  private final BitWriter bits = new BitWriter();

  /**
   * A chunk.
   *
   * @param encoding as Prometheus numbers them
   * @param fromMillis time of the first sample
   * @param toMillis time of the last sample
   * @param end the row after the last
   */
  public record Chunk(int encoding, long fromMillis, long toMillis, byte[] data, int end) {}

  /**
   * Codes as many samples as one chunk may hold: of one kind, and histograms only as long as they
   * have the same buckets and no counter is reset.
   *
   * @param from the row of the first sample
   * @param to the row behind the last that may be taken
   */
  public Chunk next(SeriesSamples rows, int from, int to) {
    int end = end(rows, from, to);
    bits.clear();
    int encoding = encode(rows, from, end).number();
    long last = rows.times.millis(end - 1);
    return new Chunk(encoding, rows.times.millis(from), last, bits.toByteArray(), end);
  }

  private static @Nullable Histogram histogram(SeriesSamples rows, int row) {
    return rows.histograms == null ? null : rows.histograms[row];
  }

  private static int end(SeriesSamples rows, int from, int to) {
    int end = from + 1;
    Histogram last = histogram(rows, from);
    while (end < Math.min(to, from + MAX_ROWS)) {
      Histogram next = histogram(rows, end);
      boolean goesOn =
          last == null ? next == null : next != null && HistogramChunk.continues(last, next);
      if (!goesOn) {
        return end;
      }
      last = next;
      end++;
    }
    return end;
  }

  private ChunkEncoding encode(SeriesSamples rows, int from, int to) {
    Histogram first = histogram(rows, from);
    if (first == null) {
      XorChunk.encode(rows.times.array(), rows.values, from, to, bits);
      return ChunkEncoding.XOR;
    }
    long[] times = new long[to - from];
    List<Histogram> histograms = new ArrayList<>();
    for (int row = from; row < to; row++) {
      times[row - from] = rows.times.millis(row);
      Histogram histogram = histogram(rows, row);
      if (histogram != null) {
        histograms.add(histogram);
      }
    }
    HistogramChunk.encode(times, histograms, bits);
    return first.integer() ? ChunkEncoding.HISTOGRAM : ChunkEncoding.FLOAT_HISTOGRAM;
  }
}
