package io.atalaya.store.codec;

import java.util.Arrays;

/** Reads columns of doubles from VC1. Scratch for one thread. */
public final class ValueDecoder {
  private final long[] stream = new long[Chunk.MAX_ROWS];
  private final int[] exceptionRows = new int[Chunk.MAX_ROWS];
  private final long[] exceptionBits = new long[Chunk.MAX_ROWS];
  private final SpecialRuns specials = new SpecialRuns();
  private final Pfor pfor = new Pfor();

  /**
   * Reads {@code rows} values into {@code values}, the first at {@code at}; leaves {@code in} after
   * them.
   *
   * @throws MalformedDataException if the bytes are no VC1 of that many rows; some of the values
   *     may have been set then
   */
  public void decode(ByteInput in, int rows, double[] values, int at)
      throws MalformedDataException {
    Chunk.requireRows(rows);
    int head = in.unsignedByte();
    int kind = head & Kind.KIND_MASK;
    int exponent = head >>> Kind.EXPONENT_SHIFT;
    boolean hasSpecials = (head & Kind.HAS_SPECIALS) != 0;
    if (kind == Kind.CONST) {
      Arrays.fill(values, at, at + rows, constant(in, exponent, hasSpecials));
      return;
    }
    boolean multiplied = readForm(in, kind, exponent);
    specials.clear();
    if (hasSpecials) {
      specials.read(in, rows);
    }
    if (kind == Kind.RAW) {
      readRaw(in, rows, values, at);
    } else {
      readDecimals(in, rows, exponent, multiplied, values, at);
      if (kind == Kind.DECULP) {
        addResiduals(in, rows, values, at);
      }
    }
    specials.applyTo(values, at);
  }

  private static double constant(ByteInput in, int exponent, boolean hasSpecials)
      throws MalformedDataException {
    if (hasSpecials) {
      throw new MalformedDataException("a constant with special values");
    }
    if (exponent == Kind.RAW_CONSTANT) {
      return Double.longBitsToDouble(in.fixed64());
    }
    requireExponent(exponent, false);
    return in.signed() / Decimals.power(exponent);
  }

  private static void requireExponent(int exponent, boolean multiplied)
      throws MalformedDataException {
    if (!Decimals.isExponent(exponent, multiplied)) {
      throw new MalformedDataException("decimal exponent " + exponent);
    }
  }

  /** Whether the form is the multiplied one. */
  private static boolean readForm(ByteInput in, int kind, int exponent)
      throws MalformedDataException {
    int form = in.unsignedByte();
    boolean multiplied = form == Kind.FORM_MULTIPLIED;
    if (form > (kind == Kind.DEC ? Kind.FORM_MULTIPLIED : Kind.FORM_DIVIDED)) {
      throw new MalformedDataException("form " + form + " of kind " + kind);
    }
    requireExponent(exponent, multiplied);
    return multiplied;
  }

  private static int readFlags(ByteInput in, int allowed) throws MalformedDataException {
    int flags = in.unsignedByte();
    if ((flags & ~allowed) != 0) {
      throw new MalformedDataException("unknown flags " + flags);
    }
    return flags;
  }

  private void readDecimals(
      ByteInput in, int rows, int exponent, boolean multiplied, double[] values, int at)
      throws MalformedDataException {
    int flags =
        readFlags(in, Kind.ORDER_MASK | Kind.HAS_DIVISOR | Kind.ZIGZAG | Kind.HAS_EXCEPTIONS);
    int order = flags & Kind.ORDER_MASK;
    if (order > 2 || order >= rows) {
      throw new MalformedDataException("order " + order + " for " + rows + " rows");
    }
    long first = in.signed();
    long divisor = (flags & Kind.HAS_DIVISOR) != 0 ? in.unsigned() : 1;
    long difference = order == 2 ? in.signed() * divisor : 0;
    int exceptions = (flags & Kind.HAS_EXCEPTIONS) != 0 ? readExceptions(in, rows) : 0;
    long base = pfor.readWithoutBase(in, stream, order, rows, (flags & Kind.ZIGZAG) != 0);
    switch (order) {
      case 0 -> scale(rows, base * divisor + first, divisor);
      case 1 -> sum(rows, first, base, divisor);
      default -> sumTwice(rows, first, difference, base, divisor);
    }
    toDoubles(rows, exponent, multiplied, values, at);
    for (int i = 0; i < exceptions; i++) {
      values[at + exceptionRows[i]] = Double.longBitsToDouble(exceptionBits[i]);
    }
  }

  private int readExceptions(ByteInput in, int rows) throws MalformedDataException {
    int exceptions = in.count(rows);
    int row = 0;
    for (int i = 0; i < exceptions; i++) {
      row += in.count(rows - 1 - row);
      exceptionRows[i] = row;
      exceptionBits[i] = in.fixed64();
    }
    return exceptions;
  }

  private void scale(int rows, long first, long divisor) {
    for (int i = 0; i < rows; i++) {
      stream[i] = stream[i] * divisor + first;
    }
  }

  /** Running sum of {@code (stream + base) * divisor}. */
  private void sum(int rows, long first, long base, long divisor) {
    long number = first;
    long step = base * divisor;
    stream[0] = number;
    if (divisor == 1) {
      for (int i = 1; i < rows; i++) {
        number += stream[i] + step;
        stream[i] = number;
      }
      return;
    }
    for (int i = 1; i < rows; i++) {
      number += stream[i] * divisor + step;
      stream[i] = number;
    }
  }

  private void sumTwice(int rows, long first, long firstDifference, long base, long divisor) {
    long step = base * divisor;
    long difference = firstDifference;
    long number = first + difference;
    stream[0] = first;
    stream[1] = number;
    for (int i = 2; i < rows; i++) {
      difference += stream[i] * divisor + step;
      number += difference;
      stream[i] = number;
    }
  }

  private void toDoubles(int rows, int exponent, boolean multiplied, double[] values, int at) {
    if (multiplied) {
      double inverse = Decimals.inverse(exponent);
      for (int i = 0; i < rows; i++) {
        values[at + i] = stream[i] * inverse;
      }
    } else if (exponent == 0) {
      for (int i = 0; i < rows; i++) {
        values[at + i] = stream[i];
      }
    } else {
      double power = Decimals.power(exponent);
      for (int i = 0; i < rows; i++) {
        values[at + i] = stream[i] / power;
      }
    }
  }

  private void readRaw(ByteInput in, int rows, double[] values, int at)
      throws MalformedDataException {
    int shift = in.unsignedByte();
    if (shift >= Long.SIZE) {
      throw new MalformedDataException("bits shifted by " + shift);
    }
    long low = shift > 0 ? in.unsigned() : 0;
    int flags = readFlags(in, 1 | Kind.ZIGZAG);
    int order = flags & 1;
    long first = order == 1 ? in.fixed64() : 0;
    readStream(in, rows, flags, first);
    for (int i = 0; i < rows; i++) {
      values[at + i] = Double.longBitsToDouble(Kind.sortable(stream[i] << shift | low));
    }
  }

  private void readStream(ByteInput in, int rows, int flags, long first)
      throws MalformedDataException {
    int order = flags & 1;
    pfor.read(in, stream, order, rows, (flags & Kind.ZIGZAG) != 0);
    if (order == 1) {
      sum(rows, first, 0, 1);
    }
  }

  private void addResiduals(ByteInput in, int rows, double[] values, int at)
      throws MalformedDataException {
    int flags = readFlags(in, 1 | Kind.ZIGZAG);
    long first = (flags & 1) == 1 ? in.signed() : 0;
    readStream(in, rows, flags, first);
    for (int i = 0; i < rows; i++) {
      long bits = Double.doubleToRawLongBits(values[at + i]) + stream[i];
      values[at + i] = Double.longBitsToDouble(bits);
    }
  }
}
