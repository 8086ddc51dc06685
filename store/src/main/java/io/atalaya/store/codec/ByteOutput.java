package io.atalaya.store.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written, in an array that grows. */
public final class ByteOutput {
  private byte[] bytes;
  private int size;

  public ByteOutput() {
    this(256);
  }

  public ByteOutput(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  public int size() {
    return size;
  }

  /** The backing array, of which {@link #size()} bytes count; another one after it has grown. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  public void clear() {
    size = 0;
  }

  /** Makes room for some more bytes. */
  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), size + (size >> 1)));
    }
  }

  /** The lowest eight bits. */
  public void put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  public void put(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  public void put(ByteOutput other) {
    put(other.bytes, 0, other.size);
  }

  /** LEB128. */
  public void unsigned(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** LEB128 of the zig-zag form. */
  public void signed(long value) {
    unsigned(ZigZag.encode(value));
  }

  /** Four bytes, little endian. */
  public void fixed32(int value) {
    reserve(4);
    LittleEndian.putInt(bytes, size, value);
    size += 4;
  }

  /** Eight bytes, little endian. */
  public void fixed64(long value) {
    reserve(8);
    LittleEndian.putLong(bytes, size, value);
    size += 8;
  }

  /** Length and UTF-8 bytes. */
  public void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    unsigned(utf8.length);
    put(utf8, 0, utf8.length);
  }

  /** The low {@code width} bits of numbers, packed, the first in the lowest bits. */
  void packed(long[] numbers, int from, int to, int width) {
    if (width == 0) {
      return;
    }
    int length = (int) (((long) (to - from) * width + 7) >>> 3);
    reserve(length + 8);
    long mask = width == 64 ? -1L : (1L << width) - 1;
    long pending = 0;
    int pendingBits = 0;
    int at = size;
    for (int i = from; i < to; i++) {
      long number = numbers[i] & mask;
      pending |= number << pendingBits;
      int bits = pendingBits + width;
      if (bits >= 64) {
        LittleEndian.putLong(bytes, at, pending);
        at += 8;
        bits -= 64;
        pending = bits == 0 ? 0 : number >>> (width - bits);
      }
      pendingBits = bits;
    }
    LittleEndian.putLong(bytes, at, pending);
    size += length;
  }
}
