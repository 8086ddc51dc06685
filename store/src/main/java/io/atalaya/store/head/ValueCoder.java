package io.atalaya.store.head;

import io.atalaya.model.SampleValue;
import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;

/** Values in the log as differences to the value before; the operations of the package's format. */
final class ValueCoder {
  static final int RAW = 0;
  static final int MAX_DECIMALS = 17;
  static final int STALE = 18;
  static final int SKIP = 19;
  static final int HISTOGRAM = 20;
  static final int END = 21;
  static final int START = 22;
  static final int BITS = 23;

  /** Differences of bits below this are written in at most seven bytes. */
  private static final long SHORT_BITS = 1L << 48;

  private static final int RUN = 1;
  private static final int CODE = 3;

  /** Decimal places worth searching when the hint does not fit. */
  private static final int SEARCHED_DECIMALS = 9;

  /** After a value that fitted nothing, how many are written raw before the next search. */
  private static final int RAW_STREAK = 16;

  private static final double EXACT = 1L << 53;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17
  };

  private ValueCoder() {}

  static void putCode(Frame out, int code) {
    out.putUnsigned((long) code << 2 | CODE);
  }

  /** Writes that some members have the values they had. */
  static void putRun(Frame out, int unchanged) {
    if (unchanged > 0) {
      out.putUnsigned((long) unchanged << 2 | RUN);
    }
  }

  /** Whether an operation adds a whole number. */
  static boolean isWhole(long operation) {
    return (operation & 1) == 0;
  }

  /** Whether an operation is a run of members with the values they had. */
  static boolean isRun(long operation) {
    return (operation & 3) == RUN;
  }

  /** The length of a run, or the code of an operation that is neither a run nor a whole number. */
  static int argument(long operation) {
    return (int) Math.min(operation >>> 2, Integer.MAX_VALUE);
  }

  /**
   * Writes one value.
   *
   * @param old bits of the value before
   * @param hint what this returned for the value before
   * @return the hint for the next
   */
  static byte write(Frame out, long old, long bits, byte hint) {
    if (bits == SampleValue.STALE_BITS) {
      putCode(out, STALE);
      return hint;
    }
    double value = Double.longBitsToDouble(bits);
    double before = Double.longBitsToDouble(old);
    double difference = value - before;
    long whole = (long) difference;
    if (Math.abs(whole) < 1L << 54 && sameBits(before + whole, bits)) {
      out.putUnsigned(((whole << 1) ^ (whole >> 63)) << 1);
      return hint;
    }
    return writeDecimal(out, before, value, bits, hint);
  }

  /** The value that the next difference refers to: a stale marker is passed over. */
  static long toBuildOn(long old, long bits) {
    return bits == SampleValue.STALE_BITS ? old : bits;
  }

  private static boolean sameBits(double value, long bits) {
    return Double.doubleToRawLongBits(value) == bits;
  }

  private static byte writeDecimal(Frame out, double before, double value, long bits, byte hint) {
    int decimals = decimalsOf(value, bits, hint);
    if (decimals <= 0) {
      writeBits(out, Double.doubleToRawLongBits(before), bits);
      return (byte) decimals;
    }
    putCode(out, decimals);
    out.putSigned(scaled(value, decimals) - scaled(before, decimals));
    return (byte) decimals;
  }

  private static void writeBits(Frame out, long old, long bits) {
    long difference = bits - old;
    if (Math.abs(difference) < SHORT_BITS) {
      putCode(out, BITS);
      out.putSigned(difference);
    } else {
      putCode(out, RAW);
      out.putLong(bits);
    }
  }

  /** Places with which the value is a decimal number, or −n: none, do not search n times. */
  private static int decimalsOf(double value, long bits, int hint) {
    if (hint < 0) {
      return hint + 1;
    }
    if (hint > 0 && isDecimal(value, bits, hint)) {
      return hint;
    }
    for (int decimals = 1; decimals <= SEARCHED_DECIMALS; decimals++) {
      if (isDecimal(value, bits, decimals)) {
        return decimals;
      }
    }
    return -RAW_STREAK;
  }

  private static boolean isDecimal(double value, long bits, int decimals) {
    double mantissa = Math.rint(value * POWERS[decimals]);
    return Math.abs(mantissa) < EXACT && sameBits(((long) mantissa) / POWERS[decimals], bits);
  }

  /** The value times a power of ten, as a whole number; 0 if that is too large or no number. */
  private static long scaled(double value, int decimals) {
    double mantissa = Math.rint(value * POWERS[decimals]);
    return Math.abs(mantissa) < EXACT ? (long) mantissa : 0;
  }

  /** Bits of a value from an even operation. */
  static long addWhole(long old, long operation) {
    long zigzag = operation >>> 1;
    long difference = (zigzag >>> 1) ^ -(zigzag & 1);
    return Double.doubleToRawLongBits(Double.longBitsToDouble(old) + difference);
  }

  /** Whether {@link #read} knows a code. */
  static boolean isValue(int code) {
    return code <= MAX_DECIMALS || code == BITS;
  }

  /** Bits of a value from an operation that says how to build it. */
  static long read(FrameInput in, long old, int code) throws MalformedFrameException {
    if (code == RAW) {
      return in.readLong();
    }
    if (code == BITS) {
      return old + in.readSigned();
    }
    long mantissa = scaled(Double.longBitsToDouble(old), code) + in.readSigned();
    return Double.doubleToRawLongBits(mantissa / POWERS[code]);
  }
}
