package io.atalaya.store.promblock;

import io.atalaya.model.SampleValue;
import io.atalaya.store.codec.MalformedDataException;

/**
 * Floats whose times and values are coded together, from the third sample on:
 *
 * <pre>
 * 0                           as far from the last sample as that from its last; the same value
 * 10     | difference         as far; another value
 * 110    | 13 bits | value    the distance changes by so much
 * 1110   | 20 bits | value
 * 11110  | 64 bits | value
 * 11111                       as far; the stale marker
 *
 * value       0 the same | 10 difference in the window of bits known | 110 in a new one | 111 stale
 * difference  0 in the window known | 1 in a new one
 * </pre>
 *
 * <p>A stale marker is nothing to build on: what follows differs from the value before it. The
 * format is that of {@code tsdb/docs/format/chunks.md} in Prometheus' repository.
 */
final class Xor2Chunk {
  private static final int MAX_ONES = 5;
  private static final int MAX_VALUE_ONES = 3;
  private static final int SMALL_CHANGE = 13;
  private static final int LARGE_CHANGE = 20;

  private final BitReader in;
  private final XorValue value = new XorValue();
  private long time;
  private long distance;

  private Xor2Chunk(BitReader in) {
    this.in = in;
  }

  static void decode(byte[] chunk, Samples into) throws MalformedDataException {
    BitReader in = new BitReader(chunk, 0);
    int rows = (int) in.bits(16);
    StartTimes starts = StartTimes.of((int) in.bits(8));
    Xor2Chunk reader = new Xor2Chunk(in);
    for (int row = 0; row < rows; row++) {
      long before = reader.time;
      boolean stale = reader.read(row);
      double found = stale ? Double.longBitsToDouble(SampleValue.STALE_BITS) : reader.value.value();
      into.add(reader.time, found);
      into.setStart(starts.next(in, row, reader.time, before));
    }
  }

  /** Reads a sample; returns whether it is a stale marker, of which the value knows nothing. */
  private boolean read(int row) throws MalformedDataException {
    if (row == 0) {
      time = in.varint();
      return readFirst();
    }
    if (row == 1) {
      distance = in.uvarint();
      time += distance;
      return readValue();
    }
    int ones = in.ones(MAX_ONES);
    distance +=
        switch (ones) {
          case 2 -> in.signed(SMALL_CHANGE);
          case 3 -> in.signed(LARGE_CHANGE);
          case 4 -> in.bits(64);
          default -> 0;
        };
    time += distance;
    if (ones == 1) {
      value.readDifference(in);
    }
    boolean timeOnly = ones < 2 || ones == MAX_ONES;
    return timeOnly ? ones == MAX_ONES : readValue();
  }

  private boolean readFirst() throws MalformedDataException {
    long bits = in.bits(64);
    boolean stale = bits == SampleValue.STALE_BITS;
    if (!stale) {
      value.begin(bits);
    }
    return stale;
  }

  private boolean readValue() throws MalformedDataException {
    int ones = in.ones(MAX_VALUE_ONES);
    switch (ones) {
      case 1 -> value.readInWindow(in);
      case 2 -> value.readInNewWindow(in);
      default -> {
        // The same value, or none.
      }
    }
    return ones == MAX_VALUE_ONES;
  }
}
