package io.atalaya.store.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what {@link Frame} wrote. */
public final class FrameInput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int limit;
  private int at;

  public FrameInput(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    at = offset;
    limit = offset + length;
  }

  public boolean hasRemaining() {
    return at < limit;
  }

  public int readByte() throws MalformedFrameException {
    require(1);
    return bytes[at++] & 0xff;
  }

  public long readLong() throws MalformedFrameException {
    require(Long.BYTES);
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  public long readUnsigned() throws MalformedFrameException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      require(1);
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedFrameException("a number of more than 64 bits");
  }

  public long readSigned() throws MalformedFrameException {
    long value = readUnsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * An unsigned number that counts or names something.
   *
   * @param bound the first number that is too large
   */
  public int readCount(int bound) throws MalformedFrameException {
    long value = readUnsigned();
    if (value < 0 || value >= bound) {
      throw new MalformedFrameException(value + " where less than " + bound + " is possible");
    }
    return (int) value;
  }

  public String readText() throws MalformedFrameException {
    int length = readCount(limit - at + 1);
    require(length);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  private void require(int count) throws MalformedFrameException {
    if (limit - at < count) {
      throw new MalformedFrameException("ends " + (count - limit + at) + " bytes too early");
    }
  }
}
