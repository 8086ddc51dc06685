package io.atalaya.query.function;

/**
 * The mean of numbers: their compensated sum divided by their count, as long as the sum does not
 * overflow; from then on a mean that moves with every number.
 */
public final class FloatMean {
  private final Kahan sum = new Kahan();
  private double count;
  private boolean moving;

  public void add(double x) {
    count++;
    if (count == 1) {
      sum.set(x, 0);
      return;
    }
    if (!moving) {
      double t = sum.sum() + x;
      if (!Double.isInfinite(t)) {
        sum.add(x);
        return;
      }
      moving = true;
      sum.set(sum.sum() / (count - 1), sum.lost() / (count - 1));
    }
    double q = (count - 1) / count;
    sum.set(q * sum.sum(), q * sum.lost());
    sum.add(x / count);
  }

  public double value() {
    return moving ? sum.total() : sum.sum() / count + sum.lost() / count;
  }
}
