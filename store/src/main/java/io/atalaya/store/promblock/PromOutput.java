package io.atalaya.store.promblock;

import io.atalaya.store.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A file being written in Prometheus' manner: big endian, sections with checksums. */
final class PromOutput implements Closeable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final DiskFile file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final CRC32C crc = new CRC32C();
  private long flushed;

  PromOutput(DiskFile file) {
    this.file = file;
  }

  long position() {
    return flushed + buffer.position();
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    int length = buffer.limit();
    file.writeFully(buffer, flushed);
    flushed += length;
    buffer.clear();
  }

  void unsignedByte(int value) throws IOException {
    room(1).put((byte) value);
    crc.update(value);
  }

  void int32(long value) throws IOException {
    for (int shift = 24; shift >= 0; shift -= 8) {
      unsignedByte((int) (value >>> shift) & 0xff);
    }
  }

  void int64(long value) throws IOException {
    int32(value >>> 32);
    int32(value);
  }

  void uvarint(long value) throws IOException {
    long left = value;
    while (left >>> 7 != 0) {
      unsignedByte((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    unsignedByte((int) left);
  }

  void varint(long value) throws IOException {
    uvarint(value << 1 ^ value >> 63);
  }

  void bytes(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, BUFFER_BYTES);
      room(length).put(bytes, at, length);
      at += length;
    }
    crc.update(bytes);
  }

  void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    uvarint(bytes.length);
    bytes(bytes);
  }

  /** Writes zeros up to a multiple of a number. */
  void align(int unit) throws IOException {
    while (position() % unit != 0) {
      unsignedByte(0);
    }
  }

  /** From here on a checksum is made. */
  void beginChecked() {
    crc.reset();
  }

  /** Writes the checksum of everything since {@link #beginChecked}. */
  void endChecked() throws IOException {
    int32(crc.getValue());
  }

  @Override
  public void close() throws IOException {
    try (file) {
      flush();
      file.force();
    }
  }
}
