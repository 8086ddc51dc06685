package io.atalaya.store.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A frame being written: the payload grows behind a header that is filled in at the end. */
public final class Frame {
  /** Bytes before the payload. */
  static final int HEADER = 8;

  /** Longest payload. */
  static final int MAX_PAYLOAD = 128 << 20;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[4096];
  private int size = HEADER;

  /** Empties it. */
  public void clear() {
    size = HEADER;
  }

  /** Bytes of the payload. */
  public int size() {
    return size - HEADER;
  }

  public boolean isEmpty() {
    return size == HEADER;
  }

  public void putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Eight bytes, little endian. */
  public void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** LEB128 of an unsigned number. */
  public void putUnsigned(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** LEB128 of a number in zig-zag form. */
  public void putSigned(long value) {
    putUnsigned((value << 1) ^ (value >> 63));
  }

  /** Length and UTF-8 bytes. */
  public void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putUnsigned(utf8.length);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      if (size > MAX_PAYLOAD) {
        throw new IllegalArgumentException(
            "a batch of more than " + (MAX_PAYLOAD >> 20) + " MiB; send it in parts");
      }
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }

  /** Header and payload, ready to be written. */
  ByteBuffer seal() {
    INT.set(bytes, 0, size - HEADER);
    INT.set(bytes, 4, checksum(bytes, HEADER, size - HEADER));
    return ByteBuffer.wrap(bytes, 0, size);
  }

  static int checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
