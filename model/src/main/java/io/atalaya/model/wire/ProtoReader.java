package io.atalaya.model.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of a protobuf message without copying or making objects.
 *
 * <pre>
 * while (in.next()) {
 *   switch (in.field()) {
 *     case 1 -&gt; name = in.text();
 *     case 2 -&gt; {
 *       int outer = in.enter();          // a nested message
 *       while (in.next()) { … }
 *       in.leave(outer);
 *     }
 *     default -&gt; in.skip();
 *   }
 * }
 * </pre>
 *
 * <p>Every field must be read or skipped before the next. A read that does not fit the field's
 * type, or that goes beyond the message it is in, throws. For one thread.
 */
public final class ProtoReader {
  /** Type of a field that is a varint. */
  public static final int VARINT = 0;

  /** Type of a field of 8 bytes. */
  public static final int FIXED64 = 1;

  /** Type of a field that has a length: text, bytes, a nested message or packed numbers. */
  public static final int BYTES = 2;

  /** Type of a field of 4 bytes. */
  public static final int FIXED32 = 5;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int position;
  private int end;
  private int field;
  private int type;
  private int length;

  /** A reader of the bytes from {@code from} (included) to {@code to} (excluded). */
  public ProtoReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    reset(bytes, from, to);
  }

  public ProtoReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Goes on with another message. */
  public void reset(byte[] other, int from, int to) {
    if (from < 0 || to < from || to > other.length) {
      throw new IndexOutOfBoundsException(from + " to " + to + " of " + other.length + " bytes");
    }
    bytes = other;
    position = from;
    end = to;
  }

  /** Whether another field follows in this message; if so, its number and type are known. */
  public boolean next() throws WireException {
    if (position == end) {
      return false;
    }
    int start = position;
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) tag & 7;
    if (tag >>> 32 != 0 || field == 0) {
      throw new WireException(start, "no field has the tag " + Long.toUnsignedString(tag));
    }
    return true;
  }

  /** Number of the current field. */
  public int field() {
    return field;
  }

  /** Type of the current field: {@link #VARINT}, {@link #FIXED64}, and so on. */
  public int type() {
    return type;
  }

  /** Offset of the next byte to read. */
  public int position() {
    return position;
  }

  private void require(int wanted) throws WireException {
    if (type != wanted) {
      throw new WireException(
          position, "field " + field + " has wire type " + type + ", expected " + wanted);
    }
  }

  private WireException cut(int at) {
    return new WireException(at, "the message ends in the middle of field " + field);
  }

  /** A varint, whatever the type of the field is: for elements of packed fields. */
  public long varint() throws WireException {
    if (position < end && bytes[position] >= 0) {
      return bytes[position++];
    }
    return longVarint();
  }

  private long longVarint() throws WireException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw cut(position);
      }
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new WireException(position, "a number is longer than ten bytes");
  }

  /** The current field as {@code int64}, {@code uint64}, {@code bool} or an enum. */
  public long int64() throws WireException {
    require(VARINT);
    return varint();
  }

  /** The current field as {@code int32} or {@code uint32}; higher bits are dropped. */
  public int int32() throws WireException {
    return (int) int64();
  }

  /** The current field as {@code sint64}. */
  public long sint64() throws WireException {
    return unzigzag(int64());
  }

  /** The number that a zig-zag coded varint stands for. */
  public static long unzigzag(long coded) {
    return (coded >>> 1) ^ -(coded & 1);
  }

  /** The current field as {@code bool}. */
  public boolean bool() throws WireException {
    return int64() != 0;
  }

  /** The current field as {@code double}. */
  public double float64() throws WireException {
    return Double.longBitsToDouble(fixed64());
  }

  /** The current field as {@code fixed64}. */
  public long fixed64() throws WireException {
    require(FIXED64);
    return rawFixed64();
  }

  /** Eight bytes, whatever the type of the field is: for elements of packed fields. */
  public long rawFixed64() throws WireException {
    if (end - position < 8) {
      throw cut(position);
    }
    long value = (long) LONG.get(bytes, position);
    position += 8;
    return value;
  }

  /** The current field as {@code fixed32}. */
  public int fixed32() throws WireException {
    require(FIXED32);
    if (end - position < 4) {
      throw cut(position);
    }
    int value = (int) INT.get(bytes, position);
    position += 4;
    return value;
  }

  /**
   * Passes over a field with a length; {@link #length()} bytes from the returned offset on are its
   * content.
   */
  public int bytes() throws WireException {
    int start = readLength();
    position = start + length;
    return start;
  }

  /**
   * Passes over all fields that follow here with this number, below 16, and a length; returns the
   * offset behind the last.
   */
  public int passRun(int number) throws WireException {
    int tag = number << 3 | BYTES;
    int at = position;
    while (at + 1 < end && bytes[at] == tag) {
      if (bytes[at + 1] >= 0) {
        at += 2 + bytes[at + 1];
      } else {
        position = at;
        next();
        bytes();
        at = position;
      }
    }
    if (at > end) {
      throw new WireException(end, "field " + number + " is longer than the message it is in");
    }
    position = at;
    return at;
  }

  /** A copy of the content of a field with a length. */
  public byte[] byteArray() throws WireException {
    int start = bytes();
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  /** Length of the field that {@link #bytes} passed over last. */
  public int length() {
    return length;
  }

  private int readLength() throws WireException {
    require(BYTES);
    int at = position;
    long announced = varint();
    if (announced < 0 || announced > end - position) {
      throw new WireException(at, "field " + field + " is longer than the message it is in");
    }
    length = (int) announced;
    return position;
  }

  /**
   * Enters a nested message or a packed field; {@link #next} and reads stay in it.
   *
   * @return what {@link #leave} wants
   */
  public int enter() throws WireException {
    int start = readLength();
    int outer = end;
    end = start + length;
    return outer;
  }

  /** Whether something is left of the message or packed field that was entered. */
  public boolean more() {
    return position < end;
  }

  /** Leaves what was entered, skipping what is left of it. */
  public void leave(int outer) {
    position = end;
    end = outer;
  }

  /** The current field as text. */
  public String text() throws WireException {
    int start = bytes();
    return text(bytes, start, length);
  }

  /**
   * Bytes as text.
   *
   * @throws WireException if they are not UTF-8
   */
  public static String text(byte[] bytes, int start, int length) throws WireException {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] < 0) {
        return wideText(bytes, start, length);
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  private static String wideText(byte[] bytes, int start, int length) throws WireException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WireException(start, "a text is not UTF-8");
    }
  }

  /** Passes over the current field. Groups, which nobody uses, are refused. */
  public void skip() throws WireException {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> rawFixed64();
      case BYTES -> bytes();
      case FIXED32 -> fixed32();
      default ->
          throw new WireException(position, "field " + field + " has the unknown type " + type);
    }
  }
}
