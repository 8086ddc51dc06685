package io.atalaya.server.api.remote;

import java.util.Arrays;

/**
 * Writes a chunk of Prometheus' XOR encoding, as Facebook's Gorilla paper describes it with
 * Prometheus' widths for milliseconds.
 *
 * <pre>
 * u16 samples | zig-zag varint time | 64 bits value | uvarint delta | value | { delta² | value }…
 * delta²  0 = none, 10 + 14 bits, 110 + 17, 1110 + 20, 1111 + 64
 * value   0 = as before
 *         10 + the bits that differ, where they differed before
 *         11 + 5 bits leading zeros + 6 bits length (0 = 64) + the bits that differ
 * </pre>
 */
final class XorChunk {
  /** Samples Prometheus puts into a chunk. */
  static final int MAX_SAMPLES = 120;

  private byte[] bytes = new byte[256];
  private int bits;
  private int samples;
  private long time;
  private long delta;
  private long value;
  private int leading;
  private int trailing;

  /** Begins another chunk. */
  void clear() {
    Arrays.fill(bytes, (byte) 0);
    bits = 16;
    samples = 0;
    leading = -1;
  }

  int samples() {
    return samples;
  }

  void add(long timeMillis, double sample) {
    long sampleBits = Double.doubleToRawLongBits(sample);
    if (samples == 0) {
      varint((timeMillis << 1) ^ (timeMillis >> 63));
      put(sampleBits, 64);
    } else {
      long newDelta = timeMillis - time;
      if (samples == 1) {
        varint(newDelta);
      } else {
        deltaOfDelta(newDelta - delta);
      }
      delta = newDelta;
      xor(sampleBits ^ value);
    }
    time = timeMillis;
    value = sampleBits;
    samples++;
  }

  private void deltaOfDelta(long change) {
    if (change == 0) {
      put(0, 1);
    } else if (fits(change, 14)) {
      put(0b10, 2);
      put(change, 14);
    } else if (fits(change, 17)) {
      put(0b110, 3);
      put(change, 17);
    } else if (fits(change, 20)) {
      put(0b1110, 4);
      put(change, 20);
    } else {
      put(0b1111, 4);
      put(change, 64);
    }
  }

  /** The range of these codes reaches one further up than down. */
  private static boolean fits(long change, int width) {
    long half = 1L << (width - 1);
    return change >= 1 - half && change <= half;
  }

  private void xor(long difference) {
    if (difference == 0) {
      put(0, 1);
      return;
    }
    int newLeading = Math.min(31, Long.numberOfLeadingZeros(difference));
    int newTrailing = Long.numberOfTrailingZeros(difference);
    if (leading >= 0 && newLeading >= leading && newTrailing >= trailing) {
      put(0b10, 2);
    } else {
      leading = newLeading;
      trailing = newTrailing;
      put(0b11, 2);
      put(leading, 5);
      put((64 - leading - trailing) & 63, 6);
    }
    put(difference >>> trailing, 64 - leading - trailing);
  }

  private void varint(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      put((rest & 0x7f) | 0x80, 8);
      rest >>>= 7;
    }
    put(rest, 8);
  }

  /** Appends the low {@code width} bits of a word, the highest of them first. */
  private void put(long word, int width) {
    if ((bits + width + 7) / 8 > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    for (int left = width; left > 0; ) {
      int room = 8 - (bits & 7);
      int take = Math.min(room, left);
      int part = (int) (word >>> (left - take)) & ((1 << take) - 1);
      bytes[bits >>> 3] |= (byte) (part << (room - take));
      bits += take;
      left -= take;
    }
  }

  /** The chunk. */
  byte[] toByteArray() {
    bytes[0] = (byte) (samples >>> 8);
    bytes[1] = (byte) samples;
    return Arrays.copyOf(bytes, (bits + 7) / 8);
  }
}
