package io.atalaya.query.exec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 64-bit hash xxHash by Yann Collet, with seed 0. */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  /** The two first primes added, modulo 2^64. */
  private static final long START_1 = 0x60EA27EEADC0B5D6L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash64() {}

  static long hash(byte[] data) {
    int at = 0;
    long h;
    if (data.length >= 32) {
      long v1 = START_1;
      long v2 = PRIME_2;
      long v3 = 0;
      long v4 = -PRIME_1;
      for (; at + 32 <= data.length; at += 32) {
        v1 = round(v1, (long) LONGS.get(data, at));
        v2 = round(v2, (long) LONGS.get(data, at + 8));
        v3 = round(v3, (long) LONGS.get(data, at + 16));
        v4 = round(v4, (long) LONGS.get(data, at + 24));
      }
      h =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      h = merge(merge(merge(merge(h, v1), v2), v3), v4);
    } else {
      h = PRIME_5;
    }
    return avalanche(rest(h + data.length, data, at));
  }

  private static long rest(long hash, byte[] data, int from) {
    long h = hash;
    int at = from;
    for (; at + 8 <= data.length; at += 8) {
      h ^= round(0, (long) LONGS.get(data, at));
      h = Long.rotateLeft(h, 27) * PRIME_1 + PRIME_4;
    }
    if (at + 4 <= data.length) {
      h ^= Integer.toUnsignedLong((int) INTS.get(data, at)) * PRIME_1;
      h = Long.rotateLeft(h, 23) * PRIME_2 + PRIME_3;
      at += 4;
    }
    for (; at < data.length; at++) {
      h ^= (data[at] & 0xff) * PRIME_5;
      h = Long.rotateLeft(h, 11) * PRIME_1;
    }
    return h;
  }

  private static long round(long accumulator, long input) {
    return Long.rotateLeft(accumulator + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long value) {
    return (hash ^ round(0, value)) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * PRIME_2;
    h = (h ^ (h >>> 29)) * PRIME_3;
    return h ^ (h >>> 32);
  }
}
