package io.atalaya.store.promblock;

import io.atalaya.store.codec.MalformedDataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A file of Prometheus, mapped, and a place in it. Numbers are big endian. */
final class PromBytes {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment file;
  private long at;

  PromBytes(MemorySegment file) {
    this.file = file;
  }

  /** Maps a file for reading only: it may belong to somebody else. */
  static PromBytes map(Path path, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new PromBytes(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  /** Another place in the same file. */
  PromBytes at(long position) throws MalformedDataException {
    if (position < 0 || position > file.byteSize()) {
      throw new MalformedDataException("a reference leads out of the file, to " + position);
    }
    PromBytes other = new PromBytes(file);
    other.at = position;
    return other;
  }

  long position() {
    return at;
  }

  long size() {
    return file.byteSize();
  }

  private long advance(long bytes) throws MalformedDataException {
    if (bytes < 0 || bytes > file.byteSize() - at) {
      throw new MalformedDataException("the file ends too early");
    }
    long from = at;
    at += bytes;
    return from;
  }

  void skip(long bytes) throws MalformedDataException {
    advance(bytes);
  }

  int unsignedByte() throws MalformedDataException {
    return file.get(ValueLayout.JAVA_BYTE, advance(1)) & 0xff;
  }

  int int32() throws MalformedDataException {
    return file.get(INT, advance(Integer.BYTES));
  }

  long int64() throws MalformedDataException {
    return file.get(LONG, advance(Long.BYTES));
  }

  long uvarint() throws MalformedDataException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int part = unsignedByte();
      value |= (part & 0x7fL) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new MalformedDataException("a number has too many bytes");
  }

  long varint() throws MalformedDataException {
    long zigZag = uvarint();
    return zigZag >>> 1 ^ -(zigZag & 1);
  }

  /** A number of things of which each takes a byte at least. */
  int count() throws MalformedDataException {
    long count = uvarint();
    if (count < 0 || count > Math.min(file.byteSize() - at, Integer.MAX_VALUE)) {
      throw new MalformedDataException("there cannot be " + count + " of something");
    }
    return (int) count;
  }

  byte[] bytes(int length) throws MalformedDataException {
    byte[] bytes = new byte[length];
    MemorySegment.copy(file, ValueLayout.JAVA_BYTE, advance(length), bytes, 0, length);
    return bytes;
  }

  String text() throws MalformedDataException {
    return new String(bytes(count()), StandardCharsets.UTF_8);
  }

  /** Checks that a CRC-32C of the bytes since a position stands here. */
  void requireChecksum(long from, String what) throws MalformedDataException {
    int sum = checksum(from, at - from);
    if (int32() != sum) {
      throw new MalformedDataException("the checksum of " + what + " is wrong");
    }
  }

  /** Checks that the bytes that follow have a checksum. */
  void requireChecksumAhead(int length, int sum, String what) throws MalformedDataException {
    if (length > file.byteSize() - at || checksum(at, length) != sum) {
      throw new MalformedDataException("the checksum of " + what + " is wrong");
    }
  }

  private int checksum(long from, long length) {
    CRC32C crc = new CRC32C();
    crc.update(file.asSlice(from, length).asByteBuffer());
    return (int) crc.getValue();
  }
}
