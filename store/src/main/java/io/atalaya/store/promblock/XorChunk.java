package io.atalaya.store.promblock;

import io.atalaya.store.codec.MalformedDataException;

/** Floats: times by the change of their distance, values by their difference in bits. */
final class XorChunk {
  private static final int HEADER_BYTES = 2;
  private static final int[] TIME_WIDTHS = {0, 14, 17, 20, 64};
  private static final int MAX_ONES = TIME_WIDTHS.length - 1;

  private XorChunk() {}

  static void decode(byte[] chunk, Samples into) throws MalformedDataException {
    BitReader in = new BitReader(chunk, 0);
    int rows = (int) in.bits(HEADER_BYTES * 8);
    XorValue value = new XorValue();
    long time = 0;
    long distance = 0;
    for (int row = 0; row < rows; row++) {
      if (row == 0) {
        time = in.varint();
        value.readFirst(in);
      } else {
        distance = row == 1 ? in.uvarint() : distance + readChange(in);
        time += distance;
        value.read(in);
      }
      into.add(time, value.value());
    }
  }

  private static long readChange(BitReader in) throws MalformedDataException {
    int width = TIME_WIDTHS[in.ones(MAX_ONES)];
    return width == 0 ? 0 : width == 64 ? in.bits(64) : in.centred(width);
  }

  static void encode(long[] times, double[] values, int from, int to, BitWriter out) {
    out.bits(to - from, HEADER_BYTES * 8);
    XorValue value = new XorValue();
    for (int row = from; row < to; row++) {
      if (row == from) {
        out.varint(times[row]);
        value.writeFirst(values[row], out);
      } else {
        long distance = times[row] - times[row - 1];
        if (row == from + 1) {
          out.uvarint(distance);
        } else {
          writeChange(distance - (times[row - 1] - times[row - 2]), out);
        }
        value.write(values[row], out);
      }
    }
  }

  private static void writeChange(long change, BitWriter out) {
    int ones = 0;
    while (ones < MAX_ONES && !VarbitWidth.fitsSigned(change, TIME_WIDTHS[ones])) {
      ones++;
    }
    out.bits(-1, ones);
    if (ones < MAX_ONES) {
      out.bit(false);
    }
    out.bits(change, TIME_WIDTHS[ones]);
  }
}
