package io.atalaya.collect.push;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * A keyed hash of 128 bits over the bytes that name a series on the wire. Two series with the same
 * hash would become one, so its keys are secret and drawn anew by each process: nobody can choose
 * bytes that collide, and by chance it takes some 10<sup>19</sup> series.
 *
 * <p>Each half folds the 128-bit product of 16 bytes of input, mixed with its key, as wyhash does.
 * Holds the result of the last call; for one thread.
 */
final class LabelHash {
  /** The secret. */
  record Key(long k0, long k1, long k2, long k3) {
    static Key draw(RandomGenerator random) {
      return new Key(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Key key;
  private long high;
  private long low;

  LabelHash(Key key) {
    this.key = key;
  }

  /** First half of the result; never 0. */
  long high() {
    return high == 0 ? 1 : high;
  }

  /** Second half of the result. */
  long low() {
    return low;
  }

  /** Begins a hash over several parts. */
  void begin() {
    high = key.k1;
    low = key.k2;
  }

  /** Adds a part of two words. */
  void add(long x, long y) {
    high = fold(x ^ key.k0 ^ high, y ^ key.k1);
    low = fold(x ^ key.k2, y ^ key.k3 ^ low);
  }

  /** Hashes the bytes from {@code from} (included) to {@code to} (excluded). */
  void of(byte[] bytes, int from, int to) {
    begin();
    int i = from;
    for (; i + 16 <= to; i += 16) {
      add((long) LONG.get(bytes, i), (long) LONG.get(bytes, i + 8));
    }
    add(tail(bytes, i, Math.min(to, i + 8)), tail(bytes, i + 8, to));
    // The length tells a tail from the same tail with zeros behind it.
    add(to - from, high ^ low);
  }

  private static long tail(byte[] bytes, int from, int to) {
    if (to - from == 8) {
      return (long) LONG.get(bytes, from);
    }
    long word = 0;
    for (int i = from; i < to; i++) {
      word |= (bytes[i] & 0xffL) << (8 * (i - from));
    }
    return word;
  }

  private static long fold(long x, long y) {
    return Math.unsignedMultiplyHigh(x, y) ^ x * y;
  }
}
