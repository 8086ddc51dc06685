package io.atalaya.bench.store;

import java.util.Arrays;

/** Bits being written, the first in the highest bit of a byte. */
final class BitOutput {
  private byte[] bytes = new byte[1024];
  private int size;
  private long pending;
  private int pendingBits;

  void clear() {
    size = 0;
    pending = 0;
    pendingBits = 0;
  }

  /** The lowest {@code count} bits of a number, 0…64. */
  void bits(long number, int count) {
    if (count > 32) {
      upTo32(number >>> 32, count - 32);
      upTo32(number, 32);
    } else {
      upTo32(number, count);
    }
  }

  private void upTo32(long number, int count) {
    if (bytes.length - size < Long.BYTES) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    pending = pending << count | (number & ((1L << count) - 1));
    pendingBits += count;
    while (pendingBits >= 8) {
      pendingBits -= 8;
      bytes[size++] = (byte) (pending >>> pendingBits);
    }
  }

  /** A copy, filled up to whole bytes, with padding for {@link BitInput}. */
  byte[] toByteArray() {
    byte[] copy = Arrays.copyOf(bytes, byteCount() + BitInput.PADDING);
    if (pendingBits > 0) {
      copy[size] = (byte) (pending << (8 - pendingBits));
    }
    return copy;
  }

  /** Bytes written, the last one perhaps not full. */
  int byteCount() {
    return size + (pendingBits > 0 ? 1 : 0);
  }
}
