package io.atalaya.query.exec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Population variance, or its root, from exact sums of the numbers and of their squares:
 *
 * <pre>
 *   (n · Σx² − (Σx)²) / n²
 * </pre>
 *
 * The difference is taken in twice the precision of a double, and exactly where most of it cancels.
 *
 * <pre>
 *   form: {@link ExactSums} of numbers, {@link ExactSums} of squares; for each step: count f64
 * </pre>
 */
final class VarianceState implements GroupState {
  /** How much of the difference may cancel before twice the precision is not enough. */
  private static final double CANCELLED = 0x1p-45;

  private static final MathContext QUOTIENT = new MathContext(40);

  private final Aggregator aggregator;
  private final boolean root;
  private final double[] counts;
  private ExactSums sums;
  private ExactSums squares;

  VarianceState(Aggregator aggregator, boolean root) {
    this.aggregator = aggregator;
    this.root = root;
    counts = new double[aggregator.steps()];
    sums = new ExactSums(counts.length);
    squares = new ExactSums(counts.length);
  }

  @Override
  public void add(Column column) {
    for (int step = 0; step < counts.length; step++) {
      if (!column.has(step)) {
        continue;
      }
      if (column.histogram(step) != null) {
        aggregator.notes().histogramIgnored();
        continue;
      }
      sums.add(step, column.value(step));
      squares.addSquare(step, column.value(step));
      counts[step]++;
    }
  }

  @Override
  public void merge(GroupState more) {
    VarianceState other = (VarianceState) more;
    sums.addAll(other.sums);
    squares.addAll(other.squares);
    Arrays.setAll(counts, step -> counts[step] + other.counts[step]);
  }

  @Override
  public Column result() {
    Column result = new Column(counts.length);
    for (int step = 0; step < counts.length; step++) {
      if (counts[step] > 0) {
        double variance = variance(step);
        result.set(step, root ? Math.sqrt(variance) : variance);
      }
    }
    return result;
  }

  private double variance(int step) {
    if (!sums.isFinite(step)) {
      return Double.NaN;
    }
    double n = counts[step];
    if (n == 1) {
      return 0;
    }
    double sum = sums.value(step);
    double square = squares.value(step);
    double p = n * square;
    double q = sum * sum;
    double d = p - q;
    double z = d - p;
    double lost = (p - (d - z)) - (q + z);
    double products = Math.fma(n, square, -p) - Math.fma(sum, sum, -q);
    double remainders = n * squares.remainder(step) - 2 * sum * sums.remainder(step);
    double difference = d + (lost + products + remainders);
    boolean precise = difference > p * CANCELLED && p > Double.MIN_NORMAL / CANCELLED;
    return precise && !Double.isInfinite(p) ? difference / (n * n) : exactVariance(step);
  }

  private double exactVariance(int step) {
    BigDecimal n = new BigDecimal(counts[step]);
    return n.multiply(squares.exact(step))
        .subtract(sums.exact(step).pow(2))
        .divide(n.pow(2), QUOTIENT)
        .doubleValue();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    sums.write(out);
    squares.write(out);
    Bytes.writeDoubles(out, counts, counts.length);
  }

  @Override
  public void read(DataInput in) throws IOException {
    sums = ExactSums.read(in, counts.length);
    squares = ExactSums.read(in, counts.length);
    Bytes.readInto(in, counts);
  }
}
