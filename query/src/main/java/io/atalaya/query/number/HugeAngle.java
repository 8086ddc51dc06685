package io.atalaya.query.number;

/**
 * Brings huge angles near zero with as many digits of 4/π as it takes: after Payne and Hanek, as Ng
 * describes it (Argument reduction for huge arguments: good to the last bit, 1992). Of the product
 * of an angle and 4/π only the bits around the point are worked out: eight octants are a full turn,
 * and what is far behind the point is lost in rounding.
 *
 * <pre>
 *   angle = mantissa × 2^exponent
 *   4/π     1.│ 45f306dc… │ f84eafa3… │ …           three words, from where the exponent tells
 *   product   octant (3 bits) · fraction …
 * </pre>
 */
final class HugeAngle {
  /** Below, a product of 30 bits tells as much. */
  static final double FROM = 1 << 29;

  private static final int MANTISSA_BITS = 52;
  private static final int OCTANT_BITS = 3;
  private static final int EXPONENT_BIAS = 1023;

  /** Of the product's first word, how many bits stand before the point. */
  private static final int LEAD = 61;

  /** The binary digits of 4/π, the whole part in the first word. */
  private static final long[] DIGITS = {
    0x0000000000000001L,
    0x45f306dc9c882a53L,
    0xf84eafa3ea69bb81L,
    0xb6c52b3278872083L,
    0xfca2c757bd778ac3L,
    0x6e48dc74849ba5c0L,
    0x0c925dd413a32439L,
    0xfc3bd63962534e7dL,
    0xd1046bea5d768909L,
    0xd338e04d68befc82L,
    0x7323ac7306a673e9L,
    0x3908bf177bf25076L,
    0x3ff12fffbc0b301fL,
    0xde5e2316b414da3eL,
    0xda6cfd9e4f96136eL,
    0x9e8c7ecd3cbfd45aL,
    0xea4f758fd7cbe2f6L,
    0x7a0e73ef14a525d4L,
    0xd7f6bf623f1aba10L,
    0xac06608df8f6d757L
  };

  private HugeAngle() {}

  /** The octant and the rest of an angle from {@link #FROM} on. */
  static Circular.Reduced reduced(double angle) {
    int exponent = Math.getExponent(angle) - MANTISSA_BITS;
    long mantissa =
        1L << MANTISSA_BITS | (Double.doubleToRawLongBits(angle) & (1L << MANTISSA_BITS) - 1);
    int from = exponent + LEAD;
    long second = mantissa * digits(from + Long.SIZE);
    long third = Math.unsignedMultiplyHigh(digits(from + 2 * Long.SIZE), mantissa);
    long low = second + third;
    long carry = Long.compareUnsigned(low, second) < 0 ? 1 : 0;
    long high =
        digits(from) * mantissa
            + Math.unsignedMultiplyHigh(digits(from + Long.SIZE), mantissa)
            + carry;
    int octant = (int) (high >>> LEAD);
    double fraction = fraction(high << OCTANT_BITS | low >>> LEAD, low);
    if ((octant & 1) == 1) {
      octant = octant + 1 & 7;
      fraction--;
    }
    return new Circular.Reduced(octant, fraction * (Math.PI / 4));
  }

  /** Sixty-four digits from a place on. */
  private static long digits(int from) {
    int word = from / Long.SIZE;
    int bit = from % Long.SIZE;
    return bit == 0 ? DIGITS[word] : DIGITS[word] << bit | DIGITS[word + 1] >>> (Long.SIZE - bit);
  }

  /** The first 53 digits behind the point as a number; the rest is cut off. */
  private static double fraction(long first, long next) {
    int zeros = Long.numberOfLeadingZeros(first);
    int shift = zeros + 1;
    long bits = shifted(first, shift) | next >>> (Long.SIZE - shift);
    long exponent = (long) EXPONENT_BIAS - shift;
    return Double.longBitsToDouble(
        exponent << MANTISSA_BITS | bits >>> (Long.SIZE - MANTISSA_BITS));
  }

  private static long shifted(long bits, int by) {
    return by < Long.SIZE ? bits << by : 0;
  }
}
