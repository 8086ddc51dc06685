package io.atalaya.query.function;

/**
 * Something known of the floats of a window that is brought up to date when the window moves on,
 * instead of being worked out again: the rows that leave are taken out, those that enter are added.
 *
 * <pre>
 *   rows      0 1 2 3 4 5 6 7 8
 *   before      [───────)              leave: 1, 2
 *   now             [───────)          enter: 5, 6
 * </pre>
 */
abstract class Sliding {
  private boolean begun;
  private int from;
  private int to;

  /** Says that other rows come next, those of another series. */
  final void restart() {
    begun = false;
  }

  final void moveTo(RangeWindow w) {
    boolean follows = begun && w.floatFrom >= from && w.floatTo >= to && w.floatFrom < to;
    if (!follows || !isWorthMoving(w.floatTo - to, w.floatFrom - from, w.floatCount())) {
      begun = true;
      fill(w);
    } else {
      for (int row = from; row < w.floatFrom; row++) {
        leave(row, w.floats[row]);
      }
      for (int row = to; row < w.floatTo; row++) {
        enter(row, w.floats[row]);
      }
    }
    from = w.floatFrom;
    to = w.floatTo;
  }

  /** Whether moving is less work than beginning anew. */
  boolean isWorthMoving(int entering, int leaving, int size) {
    return entering + leaving < size;
  }

  /** Begins anew with all rows of a window. */
  abstract void fill(RangeWindow w);

  abstract void enter(int row, double value);

  /** Takes out the oldest row. */
  abstract void leave(int row, double value);
}
