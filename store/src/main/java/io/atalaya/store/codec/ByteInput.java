package io.atalaya.store.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being read. Never reads outside its range, whatever the bytes say.
 *
 * <p>The array must go on for {@link #PADDING} bytes after the range, so that packed numbers can be
 * read eight bytes at a time; those bytes may have any value and make no difference.
 */
public final class ByteInput {
  /** Bytes that must follow the range in its array. */
  public static final int PADDING = 8;

  private byte[] bytes = new byte[PADDING];
  private int at;
  private int end;

  /** Without bytes, until {@link #reset} is called. */
  public ByteInput() {}

  public ByteInput(byte[] bytes, int from, int to) {
    reset(bytes, from, to);
  }

  /** A copy of some bytes with the padding. */
  public static ByteInput copyOf(byte[] bytes) {
    return new ByteInput(Arrays.copyOf(bytes, bytes.length + PADDING), 0, bytes.length);
  }

  /** Begins to read other bytes. */
  public void reset(byte[] newBytes, int from, int to) {
    if (from < 0 || to < from || to > newBytes.length - PADDING) {
      throw new IllegalArgumentException(from + "-" + to + " of " + newBytes.length + " bytes");
    }
    bytes = newBytes;
    at = from;
    end = to;
  }

  public int remaining() {
    return end - at;
  }

  byte[] array() {
    return bytes;
  }

  private static MalformedDataException tooShort() {
    return new MalformedDataException("the data ends too early");
  }

  /** Passes some bytes over; returns where they were. */
  public int skip(long length) throws MalformedDataException {
    if (length < 0 || length > end - at) {
      throw tooShort();
    }
    int before = at;
    at += (int) length;
    return before;
  }

  /** Fills an array. */
  public void copyTo(byte[] target) throws MalformedDataException {
    copyTo(target, 0, target.length);
  }

  /** Fills a part of an array. */
  public void copyTo(byte[] target, int from, int length) throws MalformedDataException {
    System.arraycopy(bytes, skip(length), target, from, length);
  }

  /** One byte, 0…255. */
  public int unsignedByte() throws MalformedDataException {
    if (at == end) {
      throw tooShort();
    }
    return bytes[at++] & 0xff;
  }

  /** LEB128. */
  public long unsigned() throws MalformedDataException {
    int first = unsignedByte();
    return first < 0x80 ? first : unsignedAfter(first & 0x7f);
  }

  private long unsignedAfter(long lowBits) throws MalformedDataException {
    long value = lowBits;
    for (int shift = 7; shift < 64; shift += 7) {
      int next = unsignedByte();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedDataException("a number has more than 64 bits");
  }

  /** LEB128 of the zig-zag form. */
  public long signed() throws MalformedDataException {
    return ZigZag.decode(unsigned());
  }

  /** LEB128 of a number that must not be greater than a limit. */
  public int count(int limit) throws MalformedDataException {
    long value = unsigned();
    if (value < 0 || value > limit) {
      throw new MalformedDataException(
          "there is " + Long.toUnsignedString(value) + " where at most " + limit + " is possible");
    }
    return (int) value;
  }

  /** Four bytes, little endian. */
  public int fixed32() throws MalformedDataException {
    return LittleEndian.getInt(bytes, skip(4));
  }

  /** Eight bytes, little endian. */
  public long fixed64() throws MalformedDataException {
    return LittleEndian.getLong(bytes, skip(8));
  }

  /** A text that {@link ByteOutput#text} wrote. */
  public String text() throws MalformedDataException {
    int length = count(remaining());
    return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
  }
}
