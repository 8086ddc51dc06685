package io.atalaya.query.histogram;

import io.atalaya.model.GoFloat;
import io.atalaya.query.number.Logarithms;

/** One bucket with its bounds. */
public record HistogramBucket(
    double lower, double upper, boolean lowerInclusive, boolean upperInclusive, double count) {

  HistogramBucket withBounds(double newLower, double newUpper) {
    return new HistogramBucket(newLower, newUpper, lowerInclusive, upperInclusive, count);
  }

  boolean holdsZero() {
    return lower <= 0 && upper >= 0;
  }

  /**
   * The part of the bucket's width at or below a value inside it, on a linear scale or on that of
   * exponential buckets.
   */
  double fractionBelow(double v, boolean linear) {
    if (linear) {
      return (v - lower) / (upper - lower);
    }
    double logLower = Logarithms.log2(Math.abs(lower));
    double logUpper = Logarithms.log2(Math.abs(upper));
    double logV = Logarithms.log2(Math.abs(v));
    return v > 0
        ? (logV - logLower) / (logUpper - logLower)
        : 1 - (logV - logUpper) / (logLower - logUpper);
  }

  @Override
  public String toString() {
    return (lowerInclusive ? "[" : "(")
        + GoFloat.shortest(lower)
        + ","
        + GoFloat.shortest(upper)
        + (upperInclusive ? "]:" : "):")
        + GoFloat.shortest(count);
  }
}
