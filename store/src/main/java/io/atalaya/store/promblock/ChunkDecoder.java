package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.store.codec.MalformedDataException;

/** Decodes single chunks, as they come in answers of remote read. For one thread at a time. */
public final class ChunkDecoder {
  private final Samples samples = new Samples(128);

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
    ChunkEncoding.of(encoding).decode(chunk, samples);
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
