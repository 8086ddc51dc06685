package io.atalaya.query.number;

/** Polynomials by Horner's rule, each step rounded. */
final class Polynomial {
  private Polynomial() {}

  /**
   * The value at {@code x}.
   *
   * @param coefficients that of the highest power first
   */
  static double at(double x, double[] coefficients) {
    double value = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      value = value * x + coefficients[i];
    }
    return value;
  }

  /** As above, with the coefficient 1 before the first of those given. */
  static double monicAt(double x, double[] coefficients) {
    double value = x + coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      value = value * x + coefficients[i];
    }
    return value;
  }
}
