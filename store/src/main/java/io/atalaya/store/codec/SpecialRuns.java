package io.atalaya.store.codec;

import io.atalaya.model.SampleValue;
import java.util.Arrays;

/** Runs of values that are no ordinary numbers: NaNs, infinities and the negative zero. */
final class SpecialRuns {
  private static final long EXPONENT_BITS = 0x7ff0000000000000L;
  private static final long NEGATIVE_ZERO = Long.MIN_VALUE;

  /** Bits by code. */
  private static final long[] KNOWN = {
    SampleValue.STALE_BITS,
    SampleValue.NAN_BITS,
    EXPONENT_BITS,
    EXPONENT_BITS | Long.MIN_VALUE,
    NEGATIVE_ZERO
  };

  private static final int OTHER = KNOWN.length;

  private int count;
  private final int[] starts = new int[Chunk.MAX_ROWS];
  private final int[] ends = new int[Chunk.MAX_ROWS];
  private final long[] bits = new long[Chunk.MAX_ROWS];

  static boolean isSpecial(long bits) {
    return (bits & EXPONENT_BITS) == EXPONENT_BITS || bits == NEGATIVE_ZERO;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void clear() {
    count = 0;
  }

  /** Takes the runs out of some values: {@code ordinary} gets the others, with the gaps filled. */
  void takeFrom(double[] values, int from, int rows, double[] ordinary) {
    count = 0;
    int firstOrdinary = -1;
    double before = 0;
    for (int i = 0; i < rows; i++) {
      long b = Double.doubleToRawLongBits(values[from + i]);
      if (isSpecial(b)) {
        add(i, b);
      } else {
        before = values[from + i];
        firstOrdinary = firstOrdinary < 0 ? i : firstOrdinary;
      }
      ordinary[i] = before;
    }
    if (firstOrdinary > 0) {
      Arrays.fill(ordinary, 0, firstOrdinary, ordinary[firstOrdinary]);
    }
  }

  private void add(int row, long special) {
    if (count > 0 && bits[count - 1] == special && ends[count - 1] == row) {
      ends[count - 1]++;
    } else {
      starts[count] = row;
      ends[count] = row + 1;
      bits[count++] = special;
    }
  }

  void write(ByteOutput out) {
    out.unsigned(count);
    int row = 0;
    for (int i = 0; i < count; i++) {
      out.unsigned(starts[i] - row);
      out.unsigned(ends[i] - starts[i] - 1);
      row = ends[i];
      int code = codeOf(bits[i]);
      out.put(code);
      if (code == OTHER) {
        out.fixed64(bits[i]);
      }
    }
  }

  private static int codeOf(long special) {
    for (int code = 0; code < KNOWN.length; code++) {
      if (KNOWN[code] == special) {
        return code;
      }
    }
    return OTHER;
  }

  void read(ByteInput in, int rows) throws MalformedDataException {
    count = in.count(rows);
    int row = 0;
    for (int i = 0; i < count; i++) {
      starts[i] = row + in.count(rows - 1 - row);
      ends[i] = starts[i] + 1 + in.count(rows - 1 - starts[i]);
      row = ends[i];
      bits[i] = readBits(in);
    }
  }

  private static long readBits(ByteInput in) throws MalformedDataException {
    int code = in.unsignedByte();
    if (code > OTHER) {
      throw new MalformedDataException("unknown special value " + code);
    }
    return code == OTHER ? in.fixed64() : KNOWN[code];
  }

  /** Puts the special values where they belong. */
  void applyTo(double[] values, int at) {
    for (int i = 0; i < count; i++) {
      Arrays.fill(values, at + starts[i], at + ends[i], Double.longBitsToDouble(bits[i]));
    }
  }
}
