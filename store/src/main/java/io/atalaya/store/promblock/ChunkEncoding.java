package io.atalaya.store.promblock;

import io.atalaya.store.codec.MalformedDataException;

/** How the samples of a chunk are coded, with the numbers Prometheus has for it. */
enum ChunkEncoding {
  XOR(1),
  HISTOGRAM(2),
  FLOAT_HISTOGRAM(3),

  /** Floats, and start times if there are any. */
  XOR2(4),

  /** As {@link #HISTOGRAM}, and start times if there are any. */
  HISTOGRAM_ST(5),

  /** As {@link #FLOAT_HISTOGRAM}, and start times if there are any. */
  FLOAT_HISTOGRAM_ST(6);

  private final int number;

  ChunkEncoding(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static ChunkEncoding of(int number) throws MalformedDataException {
    for (ChunkEncoding encoding : values()) {
      if (encoding.number == number) {
        return encoding;
      }
    }
    throw new MalformedDataException(
        "chunks of encoding " + number + " cannot be read; 1 to " + values().length + " can");
  }

  /** Adds the samples of a chunk to others. */
  void decode(byte[] chunk, Samples into) throws MalformedDataException {
    switch (this) {
      case XOR -> XorChunk.decode(chunk, into);
      case HISTOGRAM -> HistogramChunk.decode(chunk, true, false, into);
      case FLOAT_HISTOGRAM -> HistogramChunk.decode(chunk, false, false, into);
      case XOR2 -> Xor2Chunk.decode(chunk, into);
      case HISTOGRAM_ST -> HistogramChunk.decode(chunk, true, true, into);
      case FLOAT_HISTOGRAM_ST -> HistogramChunk.decode(chunk, false, true, into);
    }
  }
}
