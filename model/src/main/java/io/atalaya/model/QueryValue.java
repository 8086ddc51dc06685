package io.atalaya.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of a PromQL expression: one of its four types. */
public sealed interface QueryValue {
  /** One number. */
  record Scalar(long timeMillis, double value) implements QueryValue {}

  /** One text. */
  record Text(long timeMillis, String value) implements QueryValue {}

  /** One sample for each series, all at the same time, in the order of the query. */
  record Vector(long timeMillis, List<Sample> samples) implements QueryValue {
    public Vector {
      samples = List.copyOf(samples);
    }
  }

  /** Many samples for each series. */
  record Matrix(List<Series> series) implements QueryValue {
    public Matrix {
      series = List.copyOf(series);
    }
  }

  /**
   * An element of a vector: a float, or a histogram if that is not null.
   *
   * @param labels identity
   * @param value the float
   * @param histogram the histogram, or null
   */
  record Sample(Labels labels, double value, @Nullable Histogram histogram) {}

  /**
   * An element of a matrix; the arrays have one element a sample and are not copied.
   *
   * @param labels identity
   * @param timesMillis ascending
   * @param values floats, without meaning where there is a histogram
   * @param histograms histograms by row, null for floats; null if there is none at all
   */
  record Series(
      Labels labels,
      long[] timesMillis,
      double[] values,
      @Nullable Histogram @Nullable [] histograms) {}
}
