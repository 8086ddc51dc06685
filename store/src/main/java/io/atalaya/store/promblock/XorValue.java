package io.atalaya.store.promblock;

import io.atalaya.store.codec.MalformedDataException;

/** A float that is coded by its difference in bits from the one before it. */
final class XorValue {
  /** Says that no window of bits is known yet; no number of leading zeros is that large. */
  private static final int NONE = 0xff;

  private static final int MAX_LEADING = 31;

  private long bits;
  private int leading = NONE;
  private int trailing;

  double value() {
    return Double.longBitsToDouble(bits);
  }

  /** Reads the first value, which is not coded. */
  void readFirst(BitReader in) throws MalformedDataException {
    bits = in.bits(64);
  }

  /** Sets the value to build on. */
  void begin(long firstBits) {
    bits = firstBits;
  }

  void read(BitReader in) throws MalformedDataException {
    if (in.bit()) {
      readDifference(in);
    }
  }

  /** Reads a value that is known to be another one. */
  void readDifference(BitReader in) throws MalformedDataException {
    if (in.bit()) {
      readInNewWindow(in);
    } else {
      readInWindow(in);
    }
  }

  /** Reads a value that differs in the bits in which an earlier one did. */
  void readInWindow(BitReader in) throws MalformedDataException {
    if (leading == NONE || trailing < 0) {
      throw new MalformedDataException("a chunk has a value of impossible width");
    }
    bits ^= in.bits(64 - leading - trailing) << trailing;
  }

  /** Reads in which bits a value differs, and these. */
  void readInNewWindow(BitReader in) throws MalformedDataException {
    leading = (int) in.bits(5);
    int significant = (int) in.bits(6);
    trailing = 64 - leading - (significant == 0 ? 64 : significant);
    readInWindow(in);
  }

  void writeFirst(double value, BitWriter out) {
    bits = Double.doubleToRawLongBits(value);
    out.bits(bits, 64);
  }

  void write(double value, BitWriter out) {
    long now = Double.doubleToRawLongBits(value);
    long difference = now ^ bits;
    bits = now;
    out.bit(difference != 0);
    if (difference == 0) {
      return;
    }
    int ahead = Math.min(MAX_LEADING, Long.numberOfLeadingZeros(difference));
    int behind = Long.numberOfTrailingZeros(difference);
    boolean fits = leading != NONE && ahead >= leading && behind >= trailing;
    out.bit(!fits);
    if (!fits) {
      leading = ahead;
      trailing = behind;
      out.bits(leading, 5);
      // 64 has no room in six bits and is written as 0, which never occurs.
      out.bits(64L - leading - trailing & 63, 6);
    }
    out.bits(difference >>> trailing, 64 - leading - trailing);
  }
}
