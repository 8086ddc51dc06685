package io.atalaya.store.codec;

/**
 * A column as decimal integers of one exponent, with a few exceptions that fit none. Found by
 * trying the exponent of the chunk before; where a value does not fit, the exponent is raised and
 * the integers found so far are scaled.
 */
final class Mantissas {
  /** Values looked at before the whole column is tried in the multiplied form. */
  private static final int MULTIPLIED_SAMPLE = 12;

  private static final int MAX_MULTIPLIED_EXPONENT = 9;

  /** Raising the exponent by more would make small integers huge for the sake of one value. */
  private static final int MAX_RAISE = 12;

  private static final long EXACT = 1L << 53;

  final long[] numbers = new long[Chunk.MAX_ROWS];
  final int[] exceptionRows = new int[Chunk.MAX_ROWS];
  final long[] exceptionBits = new long[Chunk.MAX_ROWS];
  int exceptions;
  int exponent;
  boolean multiplied;

  /** Finds the integers {@code m / 10^e}; false if too many values fit none. */
  boolean divide(double[] values, int rows, int hintedExponent) {
    exponent = hintedExponent;
    exceptions = 0;
    multiplied = false;
    int row = divideFrom(0, values, rows);
    while (row < rows) {
      if (!raiseFor(values[row], row, hintedExponent)) {
        if (exceptions > (rows >> 4) + 1) {
          return false;
        }
        except(row, values[row]);
        row++;
      }
      row = divideFrom(row, values, rows);
    }
    fillLeadingExceptions(rows);
    if (exponent == hintedExponent) {
      lowerExponent(rows);
    }
    return true;
  }

  /** The first row that does not fit. */
  private int divideFrom(int from, double[] values, int rows) {
    double power = Decimals.power(exponent);
    for (int i = from; i < rows; i++) {
      double scaled = values[i] * power;
      long number = Decimals.nearest(scaled);
      if (!Decimals.isExact(scaled) || !Decimals.sameBits(number / power, values[i])) {
        return i;
      }
      numbers[i] = number;
    }
    return rows;
  }

  private boolean raiseFor(double value, int row, int hintedExponent) {
    int raised = Decimals.smallestExponent(value, exponent + 1);
    if (raised < 0 || raised - hintedExponent > MAX_RAISE) {
      return false;
    }
    long factor = (long) Decimals.power(raised - exponent);
    long limit = (EXACT - 1) / factor;
    for (int i = 0; i < row; i++) {
      if (numbers[i] > limit || numbers[i] < -limit) {
        return false;
      }
    }
    for (int i = 0; i < row; i++) {
      numbers[i] *= factor;
    }
    exponent = raised;
    return true;
  }

  private void except(int row, double value) {
    exceptionRows[exceptions] = row;
    exceptionBits[exceptions++] = Double.doubleToRawLongBits(value);
    numbers[row] = row > 0 ? numbers[row - 1] : 0;
  }

  /** Rows at the beginning take the integer after them, so that no large step arises. */
  private void fillLeadingExceptions(int rows) {
    int leading = 0;
    while (leading < exceptions && exceptionRows[leading] == leading) {
      leading++;
    }
    for (int i = 0; i < leading && leading < rows; i++) {
      numbers[i] = numbers[leading];
    }
  }

  /** Takes back what a hint was too large by. */
  private void lowerExponent(int rows) {
    while (exponent > 0 && allDivisibleByTen(rows)) {
      for (int i = 0; i < rows; i++) {
        numbers[i] /= 10;
      }
      exponent--;
    }
  }

  private boolean allDivisibleByTen(int rows) {
    for (int i = 0; i < rows; i++) {
      if (numbers[i] % 10 != 0) {
        return false;
      }
    }
    return true;
  }

  /** Finds the integers {@code m * 10^-e} with a given exponent; false if a value fits none. */
  boolean multiply(double[] values, int rows, int withExponent) {
    exponent = withExponent;
    exceptions = 0;
    multiplied = true;
    double power = Decimals.power(withExponent);
    double inverse = Decimals.inverse(withExponent);
    for (int i = 0; i < rows; i++) {
      double scaled = values[i] * power;
      long number = Decimals.nearest(scaled);
      if (!Decimals.isExact(scaled) || !Decimals.sameBits(number * inverse, values[i])) {
        return false;
      }
      numbers[i] = number;
    }
    return true;
  }

  /** As above, looking for the exponent. */
  boolean multiply(double[] values, int rows) {
    for (int e = 1; e <= MAX_MULTIPLIED_EXPONENT; e++) {
      if (multiply(values, Math.min(rows, MULTIPLIED_SAMPLE), e) && multiply(values, rows, e)) {
        return true;
      }
    }
    return false;
  }

  /** Rounds to integers of an exponent, exact or not; false if one would be too large. */
  boolean round(double[] values, int rows, int toExponent) {
    exponent = toExponent;
    exceptions = 0;
    multiplied = false;
    double power = Decimals.power(toExponent);
    for (int i = 0; i < rows; i++) {
      double scaled = values[i] * power;
      if (!Decimals.isExact(scaled)) {
        return false;
      }
      numbers[i] = (long) Math.rint(scaled);
    }
    return true;
  }
}
