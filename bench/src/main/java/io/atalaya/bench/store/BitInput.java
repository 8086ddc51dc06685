package io.atalaya.bench.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads what {@link BitOutput} wrote, eight bytes at a time. */
final class BitInput {
  /** Bytes that must follow the last one that counts. */
  static final int PADDING = 8;

  /** Bits that one load is sure to hold, wherever in a byte it begins. */
  private static final int BITS_PER_LOAD = 56;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[PADDING];
  private int at;

  void reset(byte[] newBytes) {
    bytes = newBytes;
    at = 0;
  }

  /** The next bits, the first one the highest; at least 56 of them count. */
  long peek() {
    return (long) LONG.get(bytes, at >>> 3) << (at & 7);
  }

  void skip(int bits) {
    at += bits;
  }

  /** A number of 0…64 bits. */
  long bits(int count) {
    if (count == 0) {
      return 0;
    }
    if (count > BITS_PER_LOAD) {
      long high = bits(count - 32);
      return high << 32 | bits(32);
    }
    long number = peek() >>> (64 - count);
    at += count;
    return number;
  }

  /** A number of up to 56 bits in two's complement. */
  long signedBits(int count) {
    long number = peek() >> (64 - count);
    at += count;
    return number;
  }
}
