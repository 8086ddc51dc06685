package io.atalaya.store.codec;

import java.util.Arrays;

/**
 * The inner loop of decoding. Eight numbers of w bits fill w bytes exactly, so each number of a
 * group of eight begins at a byte offset and a shift that depend on w alone; they are worked out
 * once. One unaligned load of eight bytes brings as many numbers as are sure to lie in it, so a
 * number costs little more than a shift and a mask:
 *
 * <pre>
 * bits of a number    1…8   9…15   16…28   29…57   58…64
 * numbers of a load     8      4       2       1   less than one
 * </pre>
 *
 * <p>Loads may reach up to {@link ByteInput#PADDING} bytes beyond the packed numbers.
 */
final class BitUnpacking {
  private static final int EIGHT_IN_ONE_LOAD = 8;
  private static final int FOUR_IN_ONE_LOAD = 15;
  private static final int TWO_IN_ONE_LOAD = 28;
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
    if (width <= EIGHT_IN_ONE_LOAD) {
      unpackEights(bytes, at, into, from, to, width);
    } else if (width <= FOUR_IN_ONE_LOAD) {
      unpackFours(bytes, at, into, from, to, width);
    } else if (width <= TWO_IN_ONE_LOAD) {
      unpackTwos(bytes, at, into, from, to, width);
    } else {
      unpackOnes(bytes, at, into, from, to, width);
    }
  }

  private static void unpackEights(byte[] bytes, int at, long[] into, int from, int to, int width) {
    long mask = (1L << width) - 1;
    int p = at;
    for (int i = from; i < to; i += 8, p += width) {
      long load = LittleEndian.getLong(bytes, p);
      into[i] = load & mask;
      into[i + 1] = (load >>> width) & mask;
      into[i + 2] = (load >>> (2 * width)) & mask;
      into[i + 3] = (load >>> (3 * width)) & mask;
      into[i + 4] = (load >>> (4 * width)) & mask;
      into[i + 5] = (load >>> (5 * width)) & mask;
      into[i + 6] = (load >>> (6 * width)) & mask;
      into[i + 7] = (load >>> (7 * width)) & mask;
    }
  }

  private static void unpackFours(byte[] bytes, int at, long[] into, int from, int to, int width) {
    long mask = (1L << width) - 1;
    int byte4 = (4 * width) >>> 3;
    int shift4 = (4 * width) & 7;
    int p = at;
    for (int i = from; i < to; i += 8, p += width) {
      long first = LittleEndian.getLong(bytes, p);
      long second = LittleEndian.getLong(bytes, p + byte4) >>> shift4;
      into[i] = first & mask;
      into[i + 1] = (first >>> width) & mask;
      into[i + 2] = (first >>> (2 * width)) & mask;
      into[i + 3] = (first >>> (3 * width)) & mask;
      into[i + 4] = second & mask;
      into[i + 5] = (second >>> width) & mask;
      into[i + 6] = (second >>> (2 * width)) & mask;
      into[i + 7] = (second >>> (3 * width)) & mask;
    }
  }

  private static void unpackTwos(byte[] bytes, int at, long[] into, int from, int to, int width) {
    long mask = (1L << width) - 1;
    int byte2 = (2 * width) >>> 3;
    int byte4 = (4 * width) >>> 3;
    int byte6 = (6 * width) >>> 3;
    int shift2 = (2 * width) & 7;
    int shift4 = (4 * width) & 7;
    int shift6 = (6 * width) & 7;
    int p = at;
    for (int i = from; i < to; i += 8, p += width) {
      long first = LittleEndian.getLong(bytes, p);
      long second = LittleEndian.getLong(bytes, p + byte2) >>> shift2;
      long third = LittleEndian.getLong(bytes, p + byte4) >>> shift4;
      long fourth = LittleEndian.getLong(bytes, p + byte6) >>> shift6;
      into[i] = first & mask;
      into[i + 1] = (first >>> width) & mask;
      into[i + 2] = second & mask;
      into[i + 3] = (second >>> width) & mask;
      into[i + 4] = third & mask;
      into[i + 5] = (third >>> width) & mask;
      into[i + 6] = fourth & mask;
      into[i + 7] = (fourth >>> width) & mask;
    }
  }

  private static void unpackOnes(byte[] bytes, int at, long[] into, int from, int to, int width) {
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
