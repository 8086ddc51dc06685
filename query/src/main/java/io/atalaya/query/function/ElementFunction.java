package io.atalaya.query.function;

/** Makes one number of one float and the scalar arguments at its step. Has no state. */
@FunctionalInterface
public interface ElementFunction {
  double apply(double value, double[] scalars);
}
