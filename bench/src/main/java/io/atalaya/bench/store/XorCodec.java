package io.atalaya.bench.store;

/**
 * The coding of Facebook's Gorilla (Pelkonen et al., VLDB 2015) in the variant that Prometheus
 * stores: samples of time and value, the time as the difference of its difference in 1, 16, 19, 22
 * or 68 bits, the value as the XOR with the one before. It is what ours is compared with.
 *
 * <pre>
 * first sample    64 bits time (there: varint) | 64 bits value
 * second sample   32 bits difference of time (there: varint) | value
 * others          0                       same difference as before
 *                 10 | 14 bits   110 | 17 bits   1110 | 20 bits   1111 | 64 bits
 *                 value: 0                          same value
 *                        10 | bits of the window before
 *                        11 | 5 bits leading zeros | 6 bits length | bits
 * </pre>
 */
final class XorCodec {
  /** Samples that Prometheus puts into a chunk. */
  static final int CHUNK_ROWS = 120;

  private static final int NO_WINDOW = 255;
  private static final int MAX_LEADING = 31;

  private final BitOutput out = new BitOutput();
  private final BitInput in = new BitInput();
  private int leading;
  private int trailing;

  /** The bytes of some samples, padded as {@link #decode} wants it. */
  byte[] encode(long[] times, double[] values, int from, int rows) {
    encodeOnly(times, values, from, rows);
    return out.toByteArray();
  }

  /** As {@link #encode}; returns the number of bytes and keeps them to itself. */
  int encodeOnly(long[] times, double[] values, int from, int rows) {
    out.clear();
    leading = NO_WINDOW;
    trailing = 0;
    long before = Double.doubleToRawLongBits(values[from]);
    out.bits(times[from], 64);
    out.bits(before, 64);
    long difference = 0;
    for (int i = from + 1; i < from + rows; i++) {
      long newDifference = times[i] - times[i - 1];
      if (i == from + 1) {
        out.bits(newDifference, 32);
      } else {
        writeTime(newDifference - difference);
      }
      difference = newDifference;
      long bits = Double.doubleToRawLongBits(values[i]);
      writeValue(bits ^ before);
      before = bits;
    }
    return out.byteCount();
  }

  private void writeTime(long change) {
    if (change == 0) {
      out.bits(0, 1);
    } else if (fits(change, 14)) {
      out.bits(0b10, 2);
      out.bits(change, 14);
    } else if (fits(change, 17)) {
      out.bits(0b110, 3);
      out.bits(change, 17);
    } else if (fits(change, 20)) {
      out.bits(0b1110, 4);
      out.bits(change, 20);
    } else {
      out.bits(0b1111, 4);
      out.bits(change, 64);
    }
  }

  private static boolean fits(long number, int bits) {
    return number << (64 - bits) >> (64 - bits) == number;
  }

  private void writeValue(long xor) {
    if (xor == 0) {
      out.bits(0, 1);
      return;
    }
    int newLeading = Math.min(MAX_LEADING, Long.numberOfLeadingZeros(xor));
    int newTrailing = Long.numberOfTrailingZeros(xor);
    if (leading != NO_WINDOW && newLeading >= leading && newTrailing >= trailing) {
      out.bits(0b10, 2);
    } else {
      leading = newLeading;
      trailing = newTrailing;
      out.bits(0b11, 2);
      out.bits(leading, 5);
      // 64 significant bits are written as 0, there are never none.
      out.bits(64 - leading - trailing, 6);
    }
    out.bits(xor >>> trailing, 64 - leading - trailing);
  }

  void decode(byte[] bytes, int rows, long[] times, double[] values) {
    in.reset(bytes);
    long time = in.bits(64);
    long bits = in.bits(64);
    times[0] = time;
    values[0] = Double.longBitsToDouble(bits);
    long difference = 0;
    int windowLeading = 0;
    int windowTrailing = 0;
    for (int i = 1; i < rows; i++) {
      difference = i == 1 ? in.signedBits(32) : difference + readTime();
      time += difference;
      times[i] = time;
      long control = in.peek();
      if (control >= 0) {
        in.skip(1);
      } else {
        in.skip(2);
        if (control << 1 < 0) {
          windowLeading = (int) in.bits(5);
          int length = (int) in.bits(6);
          windowTrailing = 64 - windowLeading - (length == 0 ? 64 : length);
        }
        bits ^= in.bits(64 - windowLeading - windowTrailing) << windowTrailing;
      }
      values[i] = Double.longBitsToDouble(bits);
    }
  }

  private long readTime() {
    int ones = Math.min(4, Long.numberOfLeadingZeros(~in.peek()));
    in.skip(Math.min(4, ones + 1));
    return switch (ones) {
      case 0 -> 0;
      case 1 -> in.signedBits(14);
      case 2 -> in.signedBits(17);
      case 3 -> in.signedBits(20);
      default -> in.bits(64);
    };
  }
}
