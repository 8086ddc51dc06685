package io.atalaya.query.function;

import io.atalaya.query.number.Neumaier;

/**
 * Summation that keeps what rounding loses, after Kahan in the improved form of Neumaier. The sum
 * is {@code sum + lost}.
 */
public final class Kahan {
  private double sum;
  private double lost;

  public void set(double newSum, double newLost) {
    sum = newSum;
    lost = newLost;
  }

  public void add(double x) {
    double t = sum + x;
    lost = Neumaier.lost(sum, lost, x, t);
    sum = t;
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
