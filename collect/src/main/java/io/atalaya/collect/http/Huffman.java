package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import java.io.ByteArrayOutputStream;

/**
 * The code of RFC 7541, appendix B. It is canonical: codes of one length are consecutive numbers in
 * the order of their bytes, and each length goes on where the shorter one ended. So the lengths say
 * everything.
 */
final class Huffman {
  /** Bits of the code of each byte. */
  private static final byte[] LENGTHS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  };

  private static final int MAX_BITS = 30;

  /** For each length, its first code, and where its bytes begin among all in the code's order. */
  private static final int[] FIRST_CODE = new int[MAX_BITS + 1];

  private static final int[] FIRST_INDEX = new int[MAX_BITS + 2];
  private static final byte[] BYTES = new byte[LENGTHS.length];

  static {
    int code = 0;
    int index = 0;
    for (int bits = 1; bits <= MAX_BITS; bits++) {
      code <<= 1;
      FIRST_CODE[bits] = code;
      FIRST_INDEX[bits] = index;
      for (int b = 0; b < LENGTHS.length; b++) {
        if (LENGTHS[b] == bits) {
          BYTES[index++] = (byte) b;
          code++;
        }
      }
    }
    FIRST_INDEX[MAX_BITS + 1] = index;
  }

  private Huffman() {}

  /** Decodes bytes; what is left at the end must be less than a byte of ones. */
  static byte[] decode(byte[] coded) throws ExchangeException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = 0;
    int bits = 0;
    for (int i = 0; i < coded.length * Byte.SIZE; i++) {
      int bit = coded[i / Byte.SIZE] >> (Byte.SIZE - 1 - i % Byte.SIZE) & 1;
      code = code << 1 | bit;
      bits++;
      if (bits > MAX_BITS) {
        throw new ExchangeException(Reason.PROTOCOL, "a header's text cannot be decoded", null);
      }
      int offset = code - FIRST_CODE[bits];
      if (offset >= 0 && offset < FIRST_INDEX[bits + 1] - FIRST_INDEX[bits]) {
        out.write(BYTES[FIRST_INDEX[bits] + offset]);
        code = 0;
        bits = 0;
      }
    }
    if (bits >= Byte.SIZE || code != (1 << bits) - 1) {
      throw new ExchangeException(Reason.PROTOCOL, "a header's text ends in a broken code", null);
    }
    return out.toByteArray();
  }
}
