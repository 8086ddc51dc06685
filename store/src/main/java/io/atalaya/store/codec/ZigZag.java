package io.atalaya.store.codec;

/** Signed numbers as unsigned ones, small for small magnitudes: 0, −1, 1, −2, 2, … */
final class ZigZag {
  private ZigZag() {}

  static long encode(long value) {
    return (value << 1) ^ (value >> 63);
  }

  static long decode(long value) {
    return (value >>> 1) ^ -(value & 1);
  }
}
