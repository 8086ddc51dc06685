package io.atalaya.query.function;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Quantiles of plain numbers. */
public final class Quantiles {
  private Quantiles() {}

  /**
   * The {@code q}-quantile of the first {@code n} values, which are sorted by this; between two
   * values it is interpolated. NaN counts as the least value.
   */
  public static double of(double q, double[] values, int n) {
    if (n == 0 || !isValid(q)) {
      return n == 0 ? Double.NaN : outside(q);
    }
    sortNanFirst(values, n);
    return interpolated(q, n, rank -> values[rank]);
  }

  /** The {@code q}-quantile of at least one float. */
  static double of(double q, SortedFloats sorted) {
    return isValid(q) ? interpolated(q, sorted.size(), sorted::at) : outside(q);
  }

  private static double interpolated(double q, int n, IntToDoubleFunction ranked) {
    double rank = q * (n - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(n - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return ranked.applyAsDouble(lower) * (1 - weight) + ranked.applyAsDouble(upper) * weight;
  }

  private static double outside(double q) {
    if (Double.isNaN(q)) {
      return Double.NaN;
    }
    return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
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
