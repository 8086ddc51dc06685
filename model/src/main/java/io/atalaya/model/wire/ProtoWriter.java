package io.atalaya.model.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a protobuf message into memory. Zeros are written like any other value: whether a field is
 * left out is the caller's decision. For one thread.
 */
public final class ProtoWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_VARINT = 10;

  private byte[] bytes = new byte[1024];
  private int size;

  /** Empties it; keeps its memory. */
  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /** The memory; its first {@link #size()} bytes are the message. Valid until the next write. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  private void require(int room) {
    if (bytes.length - size < room) {
      bytes = Arrays.copyOf(bytes, Math.max(size + room, bytes.length * 2));
    }
  }

  /** A varint without a tag: for elements of packed fields. */
  public void varint(long value) {
    require(MAX_VARINT);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Eight bytes without a tag: for elements of packed fields. */
  public void rawFixed64(long value) {
    require(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  /** Fields that were written before. */
  public void raw(byte[] fields) {
    require(fields.length);
    System.arraycopy(fields, 0, bytes, size, fields.length);
    size += fields.length;
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  public void int64(int field, long value) {
    tag(field, ProtoReader.VARINT);
    varint(value);
  }

  public void sint64(int field, long value) {
    int64(field, zigzag(value));
  }

  /** The varint that stands for a number in {@code sint} fields. */
  public static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  public void bool(int field, boolean value) {
    int64(field, value ? 1 : 0);
  }

  public void float64(int field, double value) {
    fixed64(field, Double.doubleToRawLongBits(value));
  }

  public void fixed64(int field, long value) {
    tag(field, ProtoReader.FIXED64);
    rawFixed64(value);
  }

  public void text(int field, String value) {
    int length = value.length();
    require(length + 2 * MAX_VARINT);
    int before = size;
    tag(field, ProtoReader.BYTES);
    varint(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        size = before;
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[size++] = (byte) c;
    }
  }

  public void bytes(int field, byte[] value) {
    bytes(field, value, 0, value.length);
  }

  public void bytes(int field, byte[] value, int from, int length) {
    tag(field, ProtoReader.BYTES);
    varint(length);
    require(length);
    System.arraycopy(value, from, bytes, size, length);
    size += length;
  }

  /**
   * Begins a nested message or a packed field.
   *
   * @return what {@link #close} wants
   */
  public int open(int field) {
    tag(field, ProtoReader.BYTES);
    // One byte is enough for the length of most; close makes room where it is not.
    require(1);
    return size++;
  }

  /** Ends what was begun last. */
  public void close(int mark) {
    int length = size - mark - 1;
    int width = varintSize(length);
    if (width > 1) {
      require(width - 1);
      System.arraycopy(bytes, mark + 1, bytes, mark + width, length);
    }
    size = mark;
    varint(length);
    size += length;
  }

  private static int varintSize(int value) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
  }
}
