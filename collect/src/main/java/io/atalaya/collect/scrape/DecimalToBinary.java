package io.atalaya.collect.scrape;

import java.math.BigInteger;

/**
 * Rounds {@code w · 10^q} to the nearest double, ties to even, without objects and almost without
 * loops: Daniel Lemire, "Number Parsing at a Gigabyte per Second" (arXiv 2101.11408), after Michael
 * Eisel.
 *
 * <p>As {@code 10^q = 5^q · 2^q}, only the factor {@code 5^q} costs digits. Of it the first 128
 * bits are in a table:
 *
 * <pre>
 *   w, shifted until its first bit is 1      64 bits
 *   × the first 64 bits of 5^q               → the first 128 bits of the product; 55 matter
 *   + w × the next 64 bits                   only if the first product cannot decide
 * </pre>
 *
 * Where even that leaves a doubt, and for numbers that are no normal doubles, the answer is {@link
 * #UNDECIDED}: the caller then takes the long way.
 */
final class DecimalToBinary {
  /** Bits that stand for no number that this gives. */
  static final long UNDECIDED = Long.MIN_VALUE;

  /** The largest power of ten, and the smallest is its inverse; beyond, the long way is fine. */
  static final int MAX_POWER = 80;

  private static final int SIGNIFICANT_BITS = 52;

  /** One for rounding, one for the tie, and one for the product's first bit, which may be 0. */
  private static final int SPARE_BITS = 3;

  private static final int SHIFT = Long.SIZE - SIGNIFICANT_BITS - SPARE_BITS;
  private static final int EXPONENT_BIAS = 1023;
  private static final int MAX_EXPONENT = 2046;

  /** Powers of five for which 128 bits are exact, or exact enough for every {@code w}. */
  private static final int MIN_SURE = -27;

  private static final int MAX_SURE = 55;

  /** Only with such powers can {@code w · 10^q} lie in the middle between two doubles. */
  private static final int MIN_TIE = -4;

  private static final int MAX_TIE = 23;

  /** High and low half of each {@code 5^q}. */
  private static final long[] FIVES = fives();

  private DecimalToBinary() {}

  private static long[] fives() {
    long[] halves = new long[2 * (2 * MAX_POWER + 1)];
    for (int q = -MAX_POWER; q <= MAX_POWER; q++) {
      BigInteger bits =
          q < 0 ? inverse(BigInteger.valueOf(5).pow(-q)) : BigInteger.valueOf(5).pow(q);
      int excess = bits.bitLength() - 128;
      BigInteger first = excess > 0 ? bits.shiftRight(excess) : bits.shiftLeft(-excess);
      halves[2 * (q + MAX_POWER)] = first.shiftRight(64).longValue();
      halves[2 * (q + MAX_POWER) + 1] = first.longValue();
    }
    return halves;
  }

  /** The first bits of {@code 1/x}, rounded up. */
  private static BigInteger inverse(BigInteger x) {
    return BigInteger.ONE.shiftLeft(x.bitLength() + 127).divide(x).add(BigInteger.ONE);
  }

  /**
   * The bits of the double nearest to {@code w · 10^q}, or {@link #UNDECIDED}.
   *
   * @param w not 0, unsigned
   * @param q from −{@link #MAX_POWER} to {@link #MAX_POWER}
   */
  static long bits(long w, int q) {
    int zeros = Long.numberOfLeadingZeros(w);
    long shifted = w << zeros;
    int at = 2 * (q + MAX_POWER);
    long upper = Math.unsignedMultiplyHigh(shifted, FIVES[at]);
    long lower = shifted * FIVES[at];
    long undecided = (1L << SHIFT) - 1;
    if ((upper & undecided) == undecided) {
      long more = Math.unsignedMultiplyHigh(shifted, FIVES[at + 1]);
      lower += more;
      upper += Long.compareUnsigned(lower, more) < 0 ? 1 : 0;
    }
    if (lower == -1L && (q < MIN_SURE || q > MAX_SURE)) {
      return UNDECIDED;
    }
    int first = (int) (upper >>> 63);
    long mantissa = upper >>> (first + SHIFT);
    int exponent = binaryExponent(q) + first - zeros + EXPONENT_BIAS;
    if (exponent <= 0 || exponent >= MAX_EXPONENT) {
      return UNDECIDED;
    }
    boolean exactHalf =
        Long.compareUnsigned(lower, 1) <= 0
            && q >= MIN_TIE
            && q <= MAX_TIE
            && (mantissa & 3) == 1
            && mantissa << (first + SHIFT) == upper;
    mantissa = exactHalf ? mantissa & ~1L : mantissa;
    // One bit is too much: rounded to the even of the two.
    mantissa = (mantissa + (mantissa & 1)) >>> 1;
    if (mantissa == 1L << (SIGNIFICANT_BITS + 1)) {
      mantissa = 1L << SIGNIFICANT_BITS;
      exponent++;
    }
    return (long) exponent << SIGNIFICANT_BITS | (mantissa & ((1L << SIGNIFICANT_BITS) - 1));
  }

  /** {@code floor(log2(10^q)) + 63}; 217706 / 2^16 is log2(10), near enough for these powers. */
  private static int binaryExponent(int q) {
    return ((217706 * q) >> 16) + 63;
  }
}
