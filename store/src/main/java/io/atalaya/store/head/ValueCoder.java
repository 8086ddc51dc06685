package io.atalaya.store.head;

import io.atalaya.model.SampleValue;
import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;

/**
 * Values in the log as differences to the value before; the operations of the package's format.
 *
 * <p>Most series count in the same way for ever: in ones, in hundredths, or in nothing rounder than
 * the last bits. So how a member counts, its scale, is said once and holds for its values from
 * there on.
 */
final class ValueCoder {
  static final int RAW = 0;
  static final int MAX_DECIMALS = 17;
  static final int STALE = 18;
  static final int SKIP = 19;
  static final int HISTOGRAM = 20;
  static final int END = 21;
  static final int START = 22;
  static final int BITS = 23;
  static final int SCALE = 24;

  /** The scale of members whose whole numbers are differences of bits; less is decimal places. */
  static final int SCALE_OF_BITS = 18;

  /** No scale: the value is written as it is. */
  private static final int UNSCALED = -1;

  /** Differences of bits below this are written in at most seven bytes. */
  private static final long SHORT_BITS = 1L << 48;

  private static final int RUN = 1;
  private static final int CODE = 3;

  /** Decimal places worth searching when a scale does not fit. */
  private static final int SEARCHED_DECIMALS = 9;

  /** After a value that fitted nothing, how many are written before the next search. */
  private static final int VALUES_BETWEEN_SEARCHES = 16;

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
   * Writes one value, at the scale of its member or with another that holds from here on.
   *
   * @param logged what is known of the member; gets its new scale
   */
  static void write(Frame out, LoggedGroup logged, int member, long bits) {
    if (bits == SampleValue.STALE_BITS) {
      putCode(out, STALE);
      return;
    }
    long old = logged.bits[member];
    int scale = logged.scales[member];
    boolean searches = logged.searches(member);
    if ((searches && scale == SCALE_OF_BITS) || !fits(old, bits, scale)) {
      scale = scaleOf(old, bits, searches);
      if (searches && (scale == SCALE_OF_BITS || scale == UNSCALED)) {
        logged.searchAfter(member, VALUES_BETWEEN_SEARCHES);
      }
    }
    if (scale == UNSCALED) {
      putCode(out, RAW);
      out.putLong(bits);
      return;
    }
    if (scale != logged.scales[member]) {
      logged.scales[member] = (byte) scale;
      putCode(out, SCALE);
      out.putUnsigned(scale);
    }
    long difference = difference(old, bits, scale);
    out.putUnsigned(((difference << 1) ^ (difference >> 63)) << 1);
  }

  /** The value that the next difference refers to: a stale marker is passed over. */
  static long toBuildOn(long old, long bits) {
    return bits == SampleValue.STALE_BITS ? old : bits;
  }

  private static boolean sameBits(double value, long bits) {
    return Double.doubleToRawLongBits(value) == bits;
  }

  /** Whether a value is the old one and a whole number at a scale that is not too large. */
  private static boolean fits(long old, long bits, int scale) {
    double value = Double.longBitsToDouble(bits);
    return switch (scale) {
      case 0 -> {
        double before = Double.longBitsToDouble(old);
        long whole = (long) (value - before);
        yield Math.abs(whole) < 1L << 54 && sameBits(before + whole, bits);
      }
      case SCALE_OF_BITS -> bits - old > -SHORT_BITS && bits - old < SHORT_BITS;
      default -> isDecimal(value, bits, scale);
    };
  }

  private static long difference(long old, long bits, int scale) {
    double before = Double.longBitsToDouble(old);
    double value = Double.longBitsToDouble(bits);
    return switch (scale) {
      case 0 -> (long) (value - before);
      case SCALE_OF_BITS -> bits - old;
      default -> scaled(value, scale) - scaled(before, scale);
    };
  }

  /** The scale that suits a value; decimal places are tried if that was not in vain just now. */
  private static int scaleOf(long old, long bits, boolean searches) {
    for (int scale = 0; scale <= (searches ? SEARCHED_DECIMALS : 0); scale++) {
      if (fits(old, bits, scale)) {
        return scale;
      }
    }
    return fits(old, bits, SCALE_OF_BITS) ? SCALE_OF_BITS : UNSCALED;
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

  /** Bits of a value from an even operation, which counts at the scale of its member. */
  static long addWhole(long old, long operation, int scale) {
    long zigzag = operation >>> 1;
    long difference = (zigzag >>> 1) ^ -(zigzag & 1);
    return switch (scale) {
      case 0 -> Double.doubleToRawLongBits(Double.longBitsToDouble(old) + difference);
      case SCALE_OF_BITS -> old + difference;
      default -> addDecimal(old, difference, scale);
    };
  }

  private static long addDecimal(long old, long difference, int decimals) {
    long mantissa = scaled(Double.longBitsToDouble(old), decimals) + difference;
    return Double.doubleToRawLongBits(mantissa / POWERS[decimals]);
  }

  /** Whether {@link #read} knows a code. */
  static boolean isValue(int code) {
    return code <= MAX_DECIMALS || code == BITS;
  }

  /**
   * Bits of a value from an operation that says how to build it. Only RAW is still written; the
   * others say a scale for one value alone.
   */
  static long read(FrameInput in, long old, int code) throws MalformedFrameException {
    if (code == RAW) {
      return in.readLong();
    }
    if (code == BITS) {
      return old + in.readSigned();
    }
    return addDecimal(old, in.readSigned(), code);
  }
}
