package io.atalaya.store.promblock;

import java.util.Arrays;

/** Writes bits, the highest of a byte first. */
final class BitWriter {
  private byte[] bytes = new byte[256];
  private long at;

  /** Begins anew. */
  void clear() {
    Arrays.fill(bytes, 0, size(), (byte) 0);
    at = 0;
  }

  /** Bytes begun. */
  int size() {
    return (int) ((at + 7) >>> 3);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size());
  }

  void bit(boolean set) {
    bits(set ? 1 : 0, 1);
  }

  /** The lowest bits of a number. */
  void bits(long value, int count) {
    if (at + count > bytes.length * 8L) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    for (int left = count; left > 0; ) {
      int offset = (int) (at & 7);
      int put = Math.min(left, 8 - offset);
      long part = value >>> (left - put) & (1L << put) - 1;
      bytes[(int) (at >>> 3)] |= (byte) (part << (8 - offset - put));
      at += put;
      left -= put;
    }
  }

  void float64(double value) {
    bits(Double.doubleToRawLongBits(value), 64);
  }

  void uvarint(long value) {
    long left = value;
    while (left >>> 7 != 0) {
      bits((left & 0x7f) | 0x80, 8);
      left >>>= 7;
    }
    bits(left, 8);
  }

  void varint(long value) {
    uvarint(value << 1 ^ value >> 63);
  }

  void varbitUnsigned(long value) {
    varbit(value, VarbitWidth.onesForUnsigned(value));
  }

  void varbitSigned(long value) {
    varbit(value, VarbitWidth.onesForSigned(value));
  }

  private void varbit(long value, int ones) {
    bits(-1, ones);
    if (ones < VarbitWidth.MAX_ONES) {
      bit(false);
    }
    bits(value, VarbitWidth.of(ones));
  }
}
