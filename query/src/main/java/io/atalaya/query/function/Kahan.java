package io.atalaya.query.function;

/**
 * Summation that keeps what rounding loses, after Kahan in the improved form of Neumaier. The sum
 * is {@code sum + lost}.
 */
public final class Kahan {
  private double sum;
  private double lost;

  public void reset() {
    sum = 0;
    lost = 0;
  }

  public void set(double newSum, double newLost) {
    sum = newSum;
    lost = newLost;
  }

  public void add(double x) {
    double t = sum + x;
    lost = newLost(sum, lost, x, t);
    sum = t;
  }

  /** What rounding has lost in all once {@code sum + x} was rounded to {@code t}. */
  public static double newLost(double sum, double lost, double x, double t) {
    if (Double.isInfinite(t)) {
      return 0;
    }
    return Math.abs(sum) >= Math.abs(x) ? lost + ((sum - t) + x) : lost + ((x - t) + sum);
  }

  /** The sum as rounded. */
  public double sum() {
    return sum;
  }

  public double lost() {
    return lost;
  }

  public double total() {
    return sum + lost;
  }
}
