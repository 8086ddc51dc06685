package io.atalaya.model.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Snappy's block format, see the package description. Safe whatever the bytes are. */
public final class Snappy {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Input is compressed in pieces of this size, so that no offset needs more than two bytes. */
  private static final int PIECE = 1 << 16;

  /** log2 of the number of places remembered of a piece. */
  private static final int TABLE_BITS = 14;

  /** After so many misses the search takes a step more each time. */
  private static final int SKIP_SHIFT = 5;

  private Snappy() {}

  /**
   * The length that a block announces for itself.
   *
   * @param maxBytes the most that is taken
   * @throws WireException if it announces more, or is damaged
   */
  public static int decodedLength(byte[] in, int from, int to, int maxBytes) throws WireException {
    ProtoReader reader = new ProtoReader(in, from, to);
    long announced = reader.varint();
    if (announced < 0 || announced > maxBytes) {
      throw new WireException(
          from,
          "Snappy data announces "
              + Long.toUnsignedString(announced)
              + " bytes, more than "
              + maxBytes
              + " are not taken");
    }
    return (int) announced;
  }

  /**
   * Decodes a block.
   *
   * @param maxBytes the most that is taken
   */
  public static byte[] decode(byte[] in, int maxBytes) throws WireException {
    byte[] out = new byte[decodedLength(in, 0, in.length, maxBytes)];
    decode(in, 0, in.length, out, out.length);
    return out;
  }

  /**
   * Decodes a block into memory of the caller's.
   *
   * @param length what {@link #decodedLength} said; {@code out} holds at least as much
   * @throws WireException if the block is damaged; then {@code out} holds anything
   */
  public static void decode(byte[] in, int from, int to, byte[] out, int length)
      throws WireException {
    ProtoReader header = new ProtoReader(in, from, to);
    if (header.varint() != length || length > out.length) {
      throw new WireException(from, "Snappy data is not " + length + " bytes long");
    }
    int position = header.position();
    try {
      int end = new Decoder(in, to, out, length).run(position);
      if (end != length) {
        throw new WireException(to, "Snappy data ends after " + end + " of " + length + " bytes");
      }
    } catch (IndexOutOfBoundsException e) {
      throw new WireException(to, "Snappy data is damaged");
    }
  }

  /**
   * One pass over a block. What leads out of the arrays throws IndexOutOfBoundsException, by the
   * checks of the virtual machine or by ours; nothing is read or written outside.
   */
  private static final class Decoder {
    private final byte[] in;
    private final int inEnd;
    private final byte[] out;
    private final int outEnd;

    Decoder(byte[] in, int inEnd, byte[] out, int outEnd) {
      this.in = in;
      this.inEnd = inEnd;
      this.out = out;
      this.outEnd = outEnd;
    }

    /** Returns how much was decoded. */
    int run(int start) {
      int p = start;
      int o = 0;
      while (p < inEnd) {
        int tag = in[p++] & 0xff;
        if ((tag & 3) == 0) {
          int length = tag >>> 2;
          if (length >= 60) {
            int width = length - 59;
            length = little(p, width);
            p += width;
          }
          length++;
          literal(p, o, length);
          p += length;
          o += length;
        } else {
          int width = (tag & 3) == 3 ? 4 : tag & 3;
          int length = width == 1 ? 4 + (tag >>> 2 & 7) : 1 + (tag >>> 2);
          int low = little(p, width);
          copy(o, width == 1 ? (tag & 0xe0) << 3 | low : low, length);
          p += width;
          o += length;
        }
      }
      return o;
    }

    private int little(int at, int width) {
      int value = 0;
      for (int i = 0; i < width; i++) {
        value |= (in[at + i] & 0xff) << (8 * i);
      }
      return value;
    }

    private void literal(int from, int to, int length) {
      if (length <= 0 || length > inEnd - from || length > outEnd - to) {
        throw new IndexOutOfBoundsException();
      }
      if (length <= 16 && in.length - from >= 16 && out.length - to >= 16) {
        LONG.set(out, to, (long) LONG.get(in, from));
        LONG.set(out, to + 8, (long) LONG.get(in, from + 8));
      } else {
        System.arraycopy(in, from, out, to, length);
      }
    }

    private void copy(int to, int offset, int length) {
      int from = to - offset;
      if (offset <= 0 || from < 0 || length > outEnd - to) {
        throw new IndexOutOfBoundsException();
      }
      if (offset >= 8 && out.length - to >= length + 8) {
        for (int i = 0; i < length; i += 8) {
          LONG.set(out, to + i, (long) LONG.get(out, from + i));
        }
      } else if (offset >= length) {
        System.arraycopy(out, from, out, to, length);
      } else {
        // What is copied is longer than its distance: it repeats itself.
        for (int i = 0; i < length; i++) {
          out[to + i] = out[from + i];
        }
      }
    }
  }

  /** Encodes a block. */
  public static byte[] encode(byte[] in, int from, int length) {
    Encoder encoder = new Encoder(in, length);
    encoder.header(length);
    for (int start = from; start < from + length; start += PIECE) {
      encoder.piece(start, Math.min(from + length, start + PIECE));
    }
    return Arrays.copyOf(encoder.out, encoder.size);
  }

  public static byte[] encode(byte[] in) {
    return encode(in, 0, in.length);
  }

  /** Greedy search for four equal bytes, by a table of where such were seen last in the piece. */
  private static final class Encoder {
    private final byte[] in;
    private final int[] table = new int[1 << TABLE_BITS];
    private final byte[] out;
    private int size;

    Encoder(byte[] in, int length) {
      this.in = in;
      // The most Snappy can need: what does not repeat costs one byte more in sixty.
      out = new byte[Math.addExact(32 + length, length / 6)];
    }

    void header(int length) {
      int rest = length;
      while (rest >= 0x80) {
        out[size++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      out[size++] = (byte) rest;
    }

    void piece(int start, int end) {
      Arrays.fill(table, start);
      int pending = start;
      int p = start + 1;
      int misses = 1 << SKIP_SHIFT;
      while (p + 4 <= end) {
        int word = (int) INT.get(in, p);
        int slot = (word * 0x1e35a7bd) >>> (32 - TABLE_BITS);
        int candidate = table[slot];
        table[slot] = p;
        if (candidate < p && (int) INT.get(in, candidate) == word) {
          literal(pending, p);
          int length = 4 + common(candidate + 4, p + 4, end);
          copies(p - candidate, length);
          p += length;
          pending = p;
          misses = 1 << SKIP_SHIFT;
        } else {
          p += misses++ >>> SKIP_SHIFT;
        }
      }
      literal(pending, end);
    }

    private int common(int a, int b, int end) {
      int mismatch = Arrays.mismatch(in, a, a + (end - b), in, b, end);
      return mismatch < 0 ? end - b : mismatch;
    }

    private void literal(int from, int to) {
      int length = to - from;
      if (length == 0) {
        return;
      }
      int n = length - 1;
      if (n < 60) {
        out[size++] = (byte) (n << 2);
      } else if (n < 1 << 8) {
        out[size++] = (byte) (60 << 2);
        out[size++] = (byte) n;
      } else {
        out[size++] = (byte) (61 << 2);
        out[size++] = (byte) n;
        out[size++] = (byte) (n >>> 8);
      }
      System.arraycopy(in, from, out, size, length);
      size += length;
    }

    private void copies(int offset, int length) {
      int left = length;
      while (left > 64) {
        // Never leave less than four, which the short form cannot say.
        int part = left < 68 ? 60 : 64;
        copy(offset, part);
        left -= part;
      }
      copy(offset, left);
    }

    private void copy(int offset, int length) {
      if (length >= 4 && length < 12 && offset < 2048) {
        out[size++] = (byte) (1 | (length - 4) << 2 | offset >>> 8 << 5);
        out[size++] = (byte) offset;
      } else {
        out[size++] = (byte) (2 | (length - 1) << 2);
        out[size++] = (byte) offset;
        out[size++] = (byte) (offset >>> 8);
      }
    }
  }
}
