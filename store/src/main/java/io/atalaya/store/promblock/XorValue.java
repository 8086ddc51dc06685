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

  void read(BitReader in) throws MalformedDataException {
    if (!in.bit()) {
      return;
    }
    if (in.bit()) {
      leading = (int) in.bits(5);
      int significant = (int) in.bits(6);
      trailing = 64 - leading - (significant == 0 ? 64 : significant);
    }
    if (leading == NONE || trailing < 0) {
      throw new MalformedDataException("a chunk has a value of impossible width");
    }
    bits ^= in.bits(64 - leading - trailing) << trailing;
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
