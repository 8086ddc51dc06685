package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.store.codec.MalformedDataException;

/** Decodes single chunks, as they come in answers of remote read. For one thread at a time. */
public final class ChunkDecoder {
  private static final int XOR = 1;
  private static final int HISTOGRAM = 2;
  private static final int FLOAT_HISTOGRAM = 3;

  private final Samples samples = new Samples();

  /** Takes what a chunk holds, in the order of time. */
  public interface Sink {
    void add(long atMillis, double value);

    void add(long atMillis, Histogram histogram);
  }

  /**
   * Decodes a chunk.
   *
   * @param encoding as Prometheus numbers them
   * @throws MalformedDataException if it is none, or of another encoding
   */
  public void decode(int encoding, byte[] chunk, Sink into) throws MalformedDataException {
    samples.clear();
    switch (encoding) {
      case XOR -> XorChunk.decode(chunk, samples);
      case HISTOGRAM -> HistogramChunk.decode(chunk, true, samples);
      case FLOAT_HISTOGRAM -> HistogramChunk.decode(chunk, false, samples);
      default -> throw new MalformedDataException("a chunk of encoding " + encoding);
    }
    for (int row = 0; row < samples.size; row++) {
      Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
      if (histogram == null) {
        into.add(samples.times[row], samples.values[row]);
      } else {
        into.add(samples.times[row], histogram);
      }
    }
  }
}
