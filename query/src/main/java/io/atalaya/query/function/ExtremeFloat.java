package io.atalaya.query.function;

import java.util.Arrays;

/**
 * The greatest or the least float of a moving window, of several equal ones the first: rows that
 * may still become it, each beaten by those before it, in a ring.
 */
final class ExtremeFloat extends Sliding {
  private final boolean greatest;
  private int[] rows = new int[64];
  private double[] values = new double[64];
  private int head;
  private int size;
  private double lastValue;

  ExtremeFloat(boolean greatest) {
    this.greatest = greatest;
  }

  @Override
  void fill(RangeWindow w) {
    head = 0;
    size = 0;
    for (int row = w.floatFrom; row < w.floatTo; row++) {
      enter(row, w.floats[row]);
    }
  }

  @Override
  void enter(int row, double value) {
    lastValue = value;
    if (Double.isNaN(value)) {
      return;
    }
    while (size > 0 && beats(value, values[slot(size - 1)])) {
      size--;
    }
    if (size == rows.length) {
      grow();
    }
    rows[slot(size)] = row;
    values[slot(size)] = value;
    size++;
  }

  private boolean beats(double value, double other) {
    return greatest ? value > other : value < other;
  }

  private int slot(int i) {
    return (head + i) & (rows.length - 1);
  }

  private void grow() {
    int[] moreRows = Arrays.copyOf(rows, 2 * size);
    double[] moreValues = Arrays.copyOf(values, 2 * size);
    for (int i = 0; i < size; i++) {
      moreRows[i] = rows[slot(i)];
      moreValues[i] = values[slot(i)];
    }
    rows = moreRows;
    values = moreValues;
    head = 0;
  }

  @Override
  void leave(int row, double value) {
    if (size > 0 && rows[head] == row) {
      head = slot(1);
      size--;
    }
  }

  /** NaN if there is nothing else. */
  double value() {
    return size == 0 ? lastValue : values[head];
  }
}
