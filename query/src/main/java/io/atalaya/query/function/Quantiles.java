package io.atalaya.query.function;

import java.util.Arrays;

/** Quantiles of plain numbers. */
public final class Quantiles {
  private Quantiles() {}

  /**
   * The {@code q}-quantile of the first {@code n} values, which are sorted by this; between two
   * values it is interpolated. NaN counts as the least value.
   */
  public static double of(double q, double[] values, int n) {
    if (n == 0 || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    sortNanFirst(values, n);
    double rank = q * (n - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(n - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return values[lower] * (1 - weight) + values[upper] * weight;
  }

  private static void sortNanFirst(double[] values, int n) {
    Arrays.sort(values, 0, n);
    int firstNan = n;
    while (firstNan > 0 && Double.isNaN(values[firstNan - 1])) {
      firstNan--;
    }
    int nans = n - firstNan;
    if (nans > 0 && nans < n) {
      System.arraycopy(values, 0, values, nans, firstNan);
      Arrays.fill(values, 0, nans, Double.NaN);
    }
  }

  static boolean isValid(double q) {
    return q >= 0 && q <= 1;
  }
}
