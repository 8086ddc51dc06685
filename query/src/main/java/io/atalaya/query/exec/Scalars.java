package io.atalaya.query.exec;

import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.function.Arithmetic;
import java.util.Arrays;

/** Scalars, one number a step. */
final class Scalars {
  private Scalars() {}

  static double[] constant(double value, Steps steps) {
    double[] values = new double[steps.count()];
    Arrays.fill(values, value);
    return values;
  }

  static double[] negate(double[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = -values[i];
    }
    return out;
  }

  static double[] binary(BinaryOperator op, double[] left, double[] right) {
    double[] out = new double[left.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          op.isComparison()
              ? (Arithmetic.holds(op, left[i], right[i]) ? 1 : 0)
              : Arithmetic.apply(op, left[i], right[i]);
    }
    return out;
  }
}
