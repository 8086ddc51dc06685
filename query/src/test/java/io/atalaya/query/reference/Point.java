package io.atalaya.query.reference;

import org.jspecify.annotations.Nullable;

/** A sample: a float, or a histogram if that is not null. */
record Point(long millis, double value, @Nullable NaiveHistogram histogram) {
  static Point of(long millis, double value) {
    return new Point(millis, value, null);
  }

  Point at(long newMillis) {
    return new Point(newMillis, value, histogram);
  }

  boolean isFloat() {
    return histogram == null;
  }

  NaiveHistogram requireHistogram() {
    if (histogram == null) {
      throw new IllegalStateException("a float where a histogram was expected");
    }
    return histogram;
  }
}
