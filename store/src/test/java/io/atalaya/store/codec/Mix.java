package io.atalaya.store.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values of very many series from some hundred distinct ones, mixed as {@link Synthetic} says. */
public final class Mix {
  private static final int VARIANTS = 5;

  private final List<double[]> columns = new ArrayList<>();

  public Mix(int rows) {
    Random random = new Random(3);
    for (int variant = 0; variant < VARIANTS; variant++) {
      for (Synthetic kind : Synthetic.values()) {
        for (int i = 0; i < kind.share; i++) {
          columns.add(kind.series(random, rows));
        }
      }
    }
  }

  /** The value of a series in a row; both start again after the last. */
  public double value(int series, int row) {
    double[] column = columns.get(series % columns.size());
    return column[row % column.length];
  }
}
