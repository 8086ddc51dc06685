package io.atalaya.store.codec;

import java.util.Arrays;

/**
 * The inner loop of decoding. Eight numbers of w bits fill w bytes exactly, so each number of a
 * group of eight begins at a byte offset and a shift that depend on w alone; they are worked out
 * once, and each number costs one unaligned load of eight bytes, a shift and a mask. That holds up
 * to 57 bits, where shift and number still fit in one load.
 *
 * <p>Loads may reach up to {@link ByteInput#PADDING} bytes beyond the packed numbers.
 */
final class BitUnpacking {
  private static final int WIDEST_IN_ONE_LOAD = 57;

  private BitUnpacking() {}

  static void unpack(byte[] bytes, int at, long[] into, int from, int to, int width) {
    if (width == 0) {
      Arrays.fill(into, from, to, 0);
    } else if (width <= WIDEST_IN_ONE_LOAD) {
      int grouped = from + ((to - from) & ~7);
      unpackGroups(bytes, at, into, from, grouped, width);
      unpackRest(bytes, at + ((grouped - from) >>> 3) * width, into, grouped, to, width);
    } else {
      unpackWide(bytes, at, into, from, to, width);
    }
  }

  private static void unpackGroups(byte[] bytes, int at, long[] into, int from, int to, int width) {
    long mask = (1L << width) - 1;
    int byte1 = width >>> 3;
    int byte2 = (2 * width) >>> 3;
    int byte3 = (3 * width) >>> 3;
    int byte4 = (4 * width) >>> 3;
    int byte5 = (5 * width) >>> 3;
    int byte6 = (6 * width) >>> 3;
    int byte7 = (7 * width) >>> 3;
    int shift1 = width & 7;
    int shift2 = (2 * width) & 7;
    int shift3 = (3 * width) & 7;
    int shift4 = (4 * width) & 7;
    int shift5 = (5 * width) & 7;
    int shift6 = (6 * width) & 7;
    int shift7 = (7 * width) & 7;
    int p = at;
    for (int i = from; i < to; i += 8, p += width) {
      into[i] = LittleEndian.getLong(bytes, p) & mask;
      into[i + 1] = (LittleEndian.getLong(bytes, p + byte1) >>> shift1) & mask;
      into[i + 2] = (LittleEndian.getLong(bytes, p + byte2) >>> shift2) & mask;
      into[i + 3] = (LittleEndian.getLong(bytes, p + byte3) >>> shift3) & mask;
      into[i + 4] = (LittleEndian.getLong(bytes, p + byte4) >>> shift4) & mask;
      into[i + 5] = (LittleEndian.getLong(bytes, p + byte5) >>> shift5) & mask;
      into[i + 6] = (LittleEndian.getLong(bytes, p + byte6) >>> shift6) & mask;
      into[i + 7] = (LittleEndian.getLong(bytes, p + byte7) >>> shift7) & mask;
    }
  }

  private static void unpackRest(byte[] bytes, int at, long[] into, int from, int to, int width) {
    long mask = (1L << width) - 1;
    int bit = 0;
    for (int i = from; i < to; i++, bit += width) {
      into[i] = (LittleEndian.getLong(bytes, at + (bit >>> 3)) >>> (bit & 7)) & mask;
    }
  }

  private static void unpackWide(byte[] bytes, int at, long[] into, int from, int to, int width) {
    long mask = width == 64 ? -1L : (1L << width) - 1;
    int bit = 0;
    for (int i = from; i < to; i++, bit += width) {
      int p = at + (bit >>> 3);
      int shift = bit & 7;
      long number = LittleEndian.getLong(bytes, p) >>> shift;
      if (shift + width > 64) {
        number |= (bytes[p + 8] & 0xffL) << (64 - shift);
      }
      into[i] = number & mask;
    }
  }
}
