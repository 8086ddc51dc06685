package io.atalaya.store.codec;

/**
 * Writes columns of doubles as VC1. Most columns of monitoring data are decimals in disguise:
 * integers, or integers divided by a power of ten, which shrink to a few bits once their exponent
 * is known. So the encoder looks for that exponent first, beginning with the one that the series
 * had in its last chunk (the hint), and tries dearer forms only if the result is poor:
 *
 * <pre>
 * all bits equal ───────────────────────────────► CONST
 * specials taken out as runs
 * multiplied form, if hinted ──────── fits ─────► DEC
 * decimal integers ── at most 28 bits a value ──► DEC
 * multiplied form, searched ───────── fits ─────► DEC
 * the shortest of these ────────────────────────► DEC (if it fits), RAW, DECULP
 * </pre>
 *
 * <p>Scratch for one thread.
 */
public final class ValueEncoder {
  /** The hint for a series of which nothing is known. */
  public static final int NO_HINT = 0;

  private static final int HINT_MULTIPLIED = 32;

  /** Bits per value up to which nothing better is looked for. */
  private static final int GOOD_BITS = 28;

  private static final int MAX_ULP_EXPONENT = 12;
  private static final int ULP_SAMPLES = 16;

  private final double[] ordinary = new double[Chunk.MAX_ROWS];
  private final long[] stream = new long[Chunk.MAX_ROWS];
  private final SpecialRuns specials = new SpecialRuns();
  private final Mantissas mantissas = new Mantissas();
  private final IntegerStream integers = new IntegerStream();
  private ByteOutput best = new ByteOutput(Chunk.MAX_ROWS * 8);
  private ByteOutput candidate = new ByteOutput(Chunk.MAX_ROWS * 8);
  private int nextHint;

  /**
   * Appends {@code rows} values to {@code out}.
   *
   * @param rows 1…{@link Chunk#MAX_ROWS}
   * @param hint what the last call for this series returned, or {@link #NO_HINT}; a wrong one costs
   *     time, never correctness
   * @return the hint for the next chunk of the series
   */
  public int encode(double[] values, int from, int rows, int hint, ByteOutput out) {
    Chunk.requireRows(rows);
    if (isConstant(values, from, rows)) {
      writeConstant(values[from], out);
      return hint;
    }
    specials.takeFrom(values, from, rows, ordinary);
    nextHint = hint;
    encodeOrdinary(rows, hint);
    out.put(best);
    return nextHint;
  }

  private static boolean isConstant(double[] values, int from, int rows) {
    long first = Double.doubleToRawLongBits(values[from]);
    for (int i = from + 1; i < from + rows; i++) {
      if (Double.doubleToRawLongBits(values[i]) != first) {
        return false;
      }
    }
    return true;
  }

  private static void writeConstant(double value, ByteOutput out) {
    long bits = Double.doubleToRawLongBits(value);
    int e = SpecialRuns.isSpecial(bits) ? -1 : Decimals.smallestExponent(value, 0);
    if (e < 0) {
      out.put(Kind.CONST | Kind.RAW_CONSTANT << Kind.EXPONENT_SHIFT);
      out.fixed64(bits);
    } else {
      out.put(Kind.CONST | e << Kind.EXPONENT_SHIFT);
      out.signed(Decimals.nearest(value * Decimals.power(e)));
    }
  }

  /** Leaves the shortest form found in {@link #best}. */
  private void encodeOrdinary(int rows, int hint) {
    best.clear();
    boolean hintedMultiplied = (hint & HINT_MULTIPLIED) != 0;
    int hintedExponent = hint & (HINT_MULTIPLIED - 1);
    if (hintedMultiplied && mantissas.multiply(ordinary, rows, hintedExponent)) {
      writeDecimals(rows, best);
      return;
    }
    if (mantissas.divide(ordinary, rows, hintedMultiplied ? 0 : hintedExponent)) {
      writeDecimals(rows, best);
      nextHint = mantissas.exponent;
      if (best.size() * 8 <= rows * GOOD_BITS) {
        return;
      }
    }
    if (mantissas.multiply(ordinary, rows)) {
      nextHint = HINT_MULTIPLIED | mantissas.exponent;
      best.clear();
      writeDecimals(rows, best);
      return;
    }
    encodeDense(rows);
  }

  private void encodeDense(int rows) {
    candidate.clear();
    writeRaw(rows);
    keepShorter();
    int exponent = ulpExponent(rows);
    if (exponent >= 0 && mantissas.round(ordinary, rows, exponent)) {
      candidate.clear();
      writeWithResiduals(rows);
      keepShorter();
    }
    nextHint = (best.array()[0] & Kind.KIND_MASK) == Kind.DEC ? nextHint : NO_HINT;
  }

  private void keepShorter() {
    if (best.size() == 0 || candidate.size() < best.size()) {
      ByteOutput longer = best;
      best = candidate;
      candidate = longer;
    }
  }

  private void writeHead(int kind, int exponent, int form, ByteOutput out) {
    int special = specials.isEmpty() ? 0 : Kind.HAS_SPECIALS;
    out.put(kind | special | exponent << Kind.EXPONENT_SHIFT);
    out.put(form);
    if (special != 0) {
      specials.write(out);
    }
  }

  private void writeDecimals(int rows, ByteOutput out) {
    int form = mantissas.multiplied ? Kind.FORM_MULTIPLIED : Kind.FORM_DIVIDED;
    writeHead(Kind.DEC, mantissas.exponent, form, out);
    writeMantissas(rows, out);
  }

  private void writeMantissas(int rows, ByteOutput out) {
    long[] numbers = mantissas.numbers;
    long divisor = commonDivisor(numbers, rows);
    for (int i = 0; i < rows; i++) {
      stream[i] = (numbers[i] - numbers[0]) / divisor;
    }
    integers.plan(stream, rows, 2, 0);
    out.put(
        integers.order()
            | (divisor != 1 ? Kind.HAS_DIVISOR : 0)
            | (integers.zigzag() ? Kind.ZIGZAG : 0)
            | (mantissas.exceptions > 0 ? Kind.HAS_EXCEPTIONS : 0));
    out.signed(numbers[0]);
    if (divisor != 1) {
      out.unsigned(divisor);
    }
    if (integers.order() == 2) {
      out.signed(integers.firstDifference());
    }
    if (mantissas.exceptions > 0) {
      writeExceptions(out);
    }
    integers.write(stream, out);
  }

  private void writeExceptions(ByteOutput out) {
    out.unsigned(mantissas.exceptions);
    int before = 0;
    for (int i = 0; i < mantissas.exceptions; i++) {
      out.unsigned(mantissas.exceptionRows[i] - before);
      before = mantissas.exceptionRows[i];
      out.fixed64(mantissas.exceptionBits[i]);
    }
  }

  /** The greatest number that divides all differences to the first one. */
  private static long commonDivisor(long[] numbers, int rows) {
    long divisor = 0;
    for (int i = 1; i < rows && divisor != 1; i++) {
      long difference = Math.abs(numbers[i] - numbers[0]);
      while (difference != 0) {
        long rest = divisor % difference;
        divisor = difference;
        difference = rest;
      }
    }
    return divisor == 0 ? 1 : divisor;
  }

  private void writeRaw(int rows) {
    long first = Kind.sortable(Double.doubleToRawLongBits(ordinary[0]));
    long differing = 0;
    for (int i = 0; i < rows; i++) {
      stream[i] = Kind.sortable(Double.doubleToRawLongBits(ordinary[i]));
      differing |= stream[i] ^ first;
    }
    int shift = differing == 0 ? 0 : Long.numberOfTrailingZeros(differing);
    for (int i = 0; i < rows; i++) {
      stream[i] >>= shift;
    }
    integers.plan(stream, rows, 1, Long.SIZE);
    writeHead(Kind.RAW, 0, Kind.FORM_DIVIDED, candidate);
    candidate.put(shift);
    if (shift > 0) {
      candidate.unsigned(first & ((1L << shift) - 1));
    }
    candidate.put(integers.order() | (integers.zigzag() ? Kind.ZIGZAG : 0));
    if (integers.order() == 1) {
      candidate.fixed64(stream[0]);
    }
    integers.write(stream, candidate);
  }

  private void writeWithResiduals(int rows) {
    writeHead(Kind.DECULP, mantissas.exponent, Kind.FORM_DIVIDED, candidate);
    writeMantissas(rows, candidate);
    double power = Decimals.power(mantissas.exponent);
    for (int i = 0; i < rows; i++) {
      stream[i] = residual(ordinary[i], mantissas.numbers[i] / power);
    }
    integers.plan(stream, rows, 1, 0);
    candidate.put(integers.order() | (integers.zigzag() ? Kind.ZIGZAG : 0));
    if (integers.order() == 1) {
      candidate.signed(stream[0]);
    }
    integers.write(stream, candidate);
  }

  private static long residual(double value, double rounded) {
    return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits(rounded);
  }

  /** The exponent that promises the shortest residual form by a sample of the rows, or −1. */
  private int ulpExponent(int rows) {
    int found = -1;
    double least = Double.MAX_VALUE;
    for (int e = 0; e <= MAX_ULP_EXPONENT; e++) {
      double bits = ulpBits(rows, e);
      if (bits < least) {
        least = bits;
        found = e;
      }
    }
    // The estimate is rough, hence the margin of three bits.
    return least < best.size() * 8.0 / rows + 3 ? found : -1;
  }

  /** Estimated bits per value: of the steps between integers, and of the range of residuals. */
  private double ulpBits(int rows, int exponent) {
    double power = Decimals.power(exponent);
    int step = Math.max(1, rows / ULP_SAMPLES);
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    int stepBits = 0;
    int samples = 0;
    for (int i = 0; i + 1 < rows; i += step) {
      double scaled = ordinary[i] * power;
      double next = ordinary[i + 1] * power;
      long number = (long) Math.rint(scaled);
      boolean vanishes = number == 0 && ordinary[i] != 0;
      if (vanishes || !Decimals.isExact(scaled) || !Decimals.isExact(next)) {
        return Double.MAX_VALUE;
      }
      long residual = residual(ordinary[i], number / power);
      min = Math.min(min, residual);
      max = Math.max(max, residual);
      stepBits += length(Math.abs((long) Math.rint(next) - number));
      samples++;
    }
    return (double) stepBits / samples + length(max - min);
  }

  private static int length(long number) {
    return 64 - Long.numberOfLeadingZeros(number);
  }
}
