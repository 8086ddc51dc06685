package io.atalaya.store.head;

import io.atalaya.model.SeriesSamples;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.HistogramDecoder;
import io.atalaya.store.codec.TimeDecoder;
import io.atalaya.store.codec.ValueDecoder;

/** What decoding needs; for one thread at a time. */
final class Scratch {
  final ByteInput in = new ByteInput();
  final ValueDecoder values = new ValueDecoder();
  final HistogramDecoder histograms = new HistogramDecoder();
  final TimeDecoder times = new TimeDecoder();
  final SeriesSamples part = new SeriesSamples();
  private byte[] bytes = new byte[1024];

  /** An array that some bytes fit into, with the padding that decoders want. */
  byte[] room(int length) {
    if (bytes.length - ByteInput.PADDING < length) {
      bytes = new byte[Math.addExact(length, length / 2 + ByteInput.PADDING)];
    }
    return bytes;
  }
}
