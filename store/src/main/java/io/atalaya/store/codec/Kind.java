package io.atalaya.store.codec;

/** The numbers and flags of VC1 that encoder and decoder share; see the package's description. */
final class Kind {
  static final int CONST = 0;
  static final int DEC = 1;
  static final int RAW = 2;
  static final int DECULP = 3;

  static final int KIND_MASK = 3;
  static final int HAS_SPECIALS = 4;
  static final int EXPONENT_SHIFT = 3;

  /** The exponent of a constant that is kept as its bits. */
  static final int RAW_CONSTANT = 31;

  static final int FORM_DIVIDED = 0;
  static final int FORM_MULTIPLIED = 1;

  static final int ORDER_MASK = 3;
  static final int HAS_DIVISOR = 4;
  static final int ZIGZAG = 8;
  static final int HAS_EXCEPTIONS = 16;

  private Kind() {}

  /** Own inverse; keeps the order of doubles when their bits are compared as integers. */
  static long sortable(long bits) {
    return bits ^ ((bits >> 63) >>> 1);
  }
}
