package io.atalaya.query.number;

/** Summation that keeps what rounding loses, after Kahan in the form Neumaier gave it. */
public final class Neumaier {
  private Neumaier() {}

  /**
   * What rounding has lost in all.
   *
   * @param sum the sum before
   * @param lost what was lost before
   * @param x what was added
   * @param t {@code sum + x} as rounded
   */
  public static double lost(double sum, double lost, double x, double t) {
    if (Double.isInfinite(t)) {
      return 0;
    }
    // Knuth's way to the same number; it needs no comparison, which would be hard to foresee.
    double z = t - sum;
    return lost + ((sum - (t - z)) + (x - z));
  }
}
