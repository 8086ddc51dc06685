package io.atalaya.bench.store;

import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.codec.TimeEncoder;
import io.atalaya.store.codec.ValueDecoder;
import io.atalaya.store.codec.ValueEncoder;
import java.util.Arrays;
import java.util.Random;

/**
 * Columns of mixed data, coded by us and as Prometheus does, in an order that no branch predictor
 * can learn. Every reading back is checked bit by bit when it is made.
 */
final class CodecData {
  /** Samples of a series in two hours at an interval of 15 seconds. */
  static final int ROWS = 480;

  private static final int CHUNKS = 4_000;
  private static final long INTERVAL_MILLIS = 15_000;
  private static final int JITTER_MILLIS = 5;

  /** How many values there are in all columns together. */
  static final int SAMPLES = CHUNKS * ROWS;

  private final double[][] columns = new double[CHUNKS][];
  private final int[] hints = new int[CHUNKS];
  private final byte[][] coded = new byte[CHUNKS][];
  private final byte[][][] xored = new byte[CHUNKS][][];
  private final long[] times = new long[ROWS];
  private final byte[] codedTimes;

  private final ValueEncoder encoder = new ValueEncoder();
  private final ValueDecoder decoder = new ValueDecoder();
  private final XorCodec xor = new XorCodec();
  private final ByteOutput out = new ByteOutput(16 << 10);
  private final ByteInput in = new ByteInput();
  private final double[] values = new double[ROWS];
  private final long[] readTimes = new long[ROWS];

  /** Columns of all kinds by their shares, or of one kind. */
  CodecData(SeriesKind... kinds) throws MalformedDataException {
    Random random = new Random(3);
    for (int i = 0; i < ROWS; i++) {
      times[i] = 1_790_000_000_000L + i * INTERVAL_MILLIS + random.nextInt(2 * JITTER_MILLIS + 1);
    }
    for (int i = 0; i < CHUNKS; i++) {
      SeriesKind kind =
          kinds.length > 0 ? kinds[i % kinds.length] : SeriesKind.ofSeries(random.nextInt(1 << 20));
      code(i, kind.values(random, 2 * ROWS));
    }
    ByteOutput timeBytes = new ByteOutput();
    new TimeEncoder().encode(times, 0, ROWS, timeBytes);
    codedTimes = timeBytes.toByteArray();
    check();
  }

  private void code(int chunk, double[] two) {
    // The hint is what the chunk before gave, as it is when a block is written.
    out.clear();
    hints[chunk] = encoder.encode(two, 0, ROWS, ValueEncoder.NO_HINT, out);
    columns[chunk] = Arrays.copyOfRange(two, ROWS, 2 * ROWS);
    out.clear();
    encoder.encode(columns[chunk], 0, ROWS, hints[chunk], out);
    coded[chunk] = Arrays.copyOf(out.toByteArray(), out.size() + ByteInput.PADDING);
    xored[chunk] = new byte[ROWS / XorCodec.CHUNK_ROWS][];
    for (int i = 0; i < xored[chunk].length; i++) {
      int from = i * XorCodec.CHUNK_ROWS;
      xored[chunk][i] = xor.encode(times, columns[chunk], from, XorCodec.CHUNK_ROWS);
    }
  }

  private void check() throws MalformedDataException {
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      decode(chunk);
      require(columns[chunk], 0, values, ROWS);
      for (int i = 0; i < xored[chunk].length; i++) {
        xor.decode(xored[chunk][i], XorCodec.CHUNK_ROWS, readTimes, values);
        require(columns[chunk], i * XorCodec.CHUNK_ROWS, values, XorCodec.CHUNK_ROWS);
        if (readTimes[1] != times[i * XorCodec.CHUNK_ROWS + 1]) {
          throw new IllegalStateException("times of the XOR coding");
        }
      }
    }
  }

  private static void require(double[] column, int from, double[] read, int rows) {
    for (int i = 0; i < rows; i++) {
      if (Double.doubleToRawLongBits(column[from + i]) != Double.doubleToRawLongBits(read[i])) {
        throw new IllegalStateException("row " + i + " is " + read[i] + ", not " + column[i]);
      }
    }
  }

  /** Bytes per value in our coding, without times. */
  double bytesPerValue() {
    long bytes = 0;
    for (byte[] chunk : coded) {
      bytes += chunk.length - ByteInput.PADDING;
    }
    return (double) bytes / SAMPLES;
  }

  /** Bytes per time of a column that no other series shares. */
  double bytesPerTime() {
    return (double) codedTimes.length / ROWS;
  }

  /** Bytes per sample as Prometheus codes it, times included. */
  double xorBytesPerSample() {
    long bytes = 0;
    for (byte[][] chunks : xored) {
      for (byte[] chunk : chunks) {
        bytes += chunk.length - BitInput.PADDING;
      }
    }
    return (double) bytes / SAMPLES;
  }

  /** Codes everything; returns something that depends on it. */
  long encodeAll() {
    long bytes = 0;
    for (int i = 0; i < CHUNKS; i++) {
      out.clear();
      encoder.encode(columns[i], 0, ROWS, hints[i], out);
      bytes += out.size();
    }
    return bytes;
  }

  double decodeAll() throws MalformedDataException {
    double sum = 0;
    for (int i = 0; i < CHUNKS; i++) {
      decode(i);
      sum += values[i % ROWS];
    }
    return sum;
  }

  private void decode(int chunk) throws MalformedDataException {
    in.reset(coded[chunk], 0, coded[chunk].length - ByteInput.PADDING);
    decoder.decode(in, ROWS, values, 0);
  }

  long xorEncodeAll() {
    long bytes = 0;
    for (int i = 0; i < CHUNKS; i++) {
      for (int from = 0; from < ROWS; from += XorCodec.CHUNK_ROWS) {
        bytes += xor.encodeOnly(times, columns[i], from, XorCodec.CHUNK_ROWS);
      }
    }
    return bytes;
  }

  double xorDecodeAll() {
    double sum = 0;
    for (int i = 0; i < CHUNKS; i++) {
      for (byte[] chunk : xored[i]) {
        xor.decode(chunk, XorCodec.CHUNK_ROWS, readTimes, values);
        sum += values[i % XorCodec.CHUNK_ROWS];
      }
    }
    return sum;
  }
}
