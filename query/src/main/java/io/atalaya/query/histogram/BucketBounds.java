package io.atalaya.query.histogram;

import io.atalaya.model.Histogram;

/**
 * The bounds of buckets.
 *
 * <p>Each power of two is divided into {@code 2^schema} exponential buckets. Bounds must agree bit
 * for bit with those of the clients and of Prometheus, which were made by multiplying each bound by
 * {@code 2^(2^-schema)} and taking every second bound from the schema below, starting from a root
 * of one half that was rounded down.
 */
final class BucketBounds {
  private static final double ROOT_OF_HALF = 0.7071067811865475;
  private static final int OVERFLOW_EXPONENT = 1024;
  private static final double[][] FRACTIONS = fractions();

  private BucketBounds() {}

  private static double[][] fractions() {
    double[][] all = new double[Histogram.MAX_SCHEMA + 1][];
    all[0] = new double[] {0.5};
    all[1] = new double[] {0.5, ROOT_OF_HALF};
    for (int schema = 2; schema < all.length; schema++) {
      double factor = Math.pow(2, Math.scalb(1.0, -schema));
      double[] row = new double[1 << schema];
      for (int i = 0; i < row.length; i++) {
        row[i] = i % 2 == 0 ? all[schema - 1][i / 2] : row[i - 1] * factor;
      }
      all[schema] = row;
    }
    return all;
  }

  /** Upper bound of the positive exponential bucket {@code index}. */
  static double exponential(int schema, int index) {
    if (schema < 0) {
      int exponent = index << -schema;
      return exponent == OVERFLOW_EXPONENT ? Double.MAX_VALUE : Math.scalb(1.0, exponent);
    }
    double fraction = FRACTIONS[schema][index & ((1 << schema) - 1)];
    int exponent = (index >> schema) + 1;
    // The last bucket of ordinary numbers ends at the greatest of them, not at infinity.
    return fraction == 0.5 && exponent == OVERFLOW_EXPONENT + 1
        ? Double.MAX_VALUE
        : scale(fraction, exponent);
  }

  /** {@code fraction × 2^exponent}, where {@code 2^exponent} alone may be too great. */
  private static double scale(double fraction, int exponent) {
    return Math.scalb(2 * fraction, exponent - 1);
  }

  /** Upper bound of bucket {@code index} of either kind; that of index −1 is the lower of 0. */
  static double upper(int schema, int index, double[] customBounds) {
    if (schema != Histogram.CUSTOM_BUCKETS) {
      return exponential(schema, index);
    }
    if (index < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return index < customBounds.length ? customBounds[index] : Double.POSITIVE_INFINITY;
  }

  /** The index that a bucket falls into when resolution goes down. */
  static int coarser(int index, int schema, int coarserSchema) {
    return ((index - 1) >> (schema - coarserSchema)) + 1;
  }
}
