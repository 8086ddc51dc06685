package io.atalaya.store.promblock;

import io.atalaya.store.codec.MalformedDataException;

/** Reads bits, the highest of a byte first. */
final class BitReader {
  private final byte[] bytes;
  private final long end;
  private long at;

  /** Reads from a byte on to the end. */
  BitReader(byte[] bytes, int from) {
    this.bytes = bytes;
    at = from * 8L;
    end = bytes.length * 8L;
  }

  boolean bit() throws MalformedDataException {
    if (at >= end) {
      throw new MalformedDataException("a chunk ends too early");
    }
    boolean set = (bytes[(int) (at >>> 3)] >>> (7 - (int) (at & 7)) & 1) != 0;
    at++;
    return set;
  }

  /** Up to 64 bits as a number without sign. */
  long bits(int count) throws MalformedDataException {
    if (end - at < count) {
      throw new MalformedDataException("a chunk ends too early");
    }
    long value = 0;
    for (int left = count; left > 0; ) {
      int offset = (int) (at & 7);
      int take = Math.min(left, 8 - offset);
      int part = (bytes[(int) (at >>> 3)] & 0xff) >>> (8 - offset - take) & (1 << take) - 1;
      value = value << take | part;
      at += take;
      left -= take;
    }
    return value;
  }

  double float64() throws MalformedDataException {
    return Double.longBitsToDouble(bits(64));
  }

  /** How many ones come before the next zero; at most {@code most}, after which no zero comes. */
  int ones(int most) throws MalformedDataException {
    int count = 0;
    while (count < most && bit()) {
      count++;
    }
    return count;
  }

  /** Go's unsigned varint, beginning at any bit. */
  long uvarint() throws MalformedDataException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      long part = bits(8);
      value |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new MalformedDataException("a number has too many bytes");
  }

  /** Go's signed varint. */
  long varint() throws MalformedDataException {
    long zigZag = uvarint();
    return zigZag >>> 1 ^ -(zigZag & 1);
  }

  /** A number of some bits of which the upper half stands for negative numbers. */
  long centred(int width) throws MalformedDataException {
    long value = bits(width);
    return value > 1L << (width - 1) ? value - (1L << width) : value;
  }

  /** A number of some bits in two's complement. */
  long signed(int width) throws MalformedDataException {
    return bits(width) << (64 - width) >> (64 - width);
  }

  /** {@code varbit_uint}. */
  long varbitUnsigned() throws MalformedDataException {
    int width = VarbitWidth.of(ones(VarbitWidth.MAX_ONES));
    return width == 0 ? 0 : bits(width);
  }

  /** {@code varbit_int}. */
  long varbitSigned() throws MalformedDataException {
    int width = VarbitWidth.of(ones(VarbitWidth.MAX_ONES));
    if (width == 0) {
      return 0;
    }
    return width == 64 ? bits(64) : centred(width);
  }
}
