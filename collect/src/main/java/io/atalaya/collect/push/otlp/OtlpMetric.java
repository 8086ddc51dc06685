package io.atalaya.collect.push.otlp;

import java.util.List;
import java.util.Map;

/**
 * One metric and its points.
 *
 * @param temporality 0 not said, 1 delta, 2 cumulative
 * @param monotonic whether a sum only grows
 */
public record OtlpMetric(
    String name,
    String description,
    String unit,
    Kind kind,
    int temporality,
    boolean monotonic,
    List<Point> points) {
  static final int CUMULATIVE = 2;

  /** What a metric is. */
  public enum Kind {
    NONE,
    GAUGE,
    SUM,
    HISTOGRAM,
    EXPONENTIAL_HISTOGRAM,
    SUMMARY
  }

  /**
   * A value at a time.
   *
   * @param startNanos when counting began, 0 if not known
   * @param ended whether there is no value, because the series has ended
   */
  public record Point(
      Map<String, String> attributes,
      long startNanos,
      long timeNanos,
      boolean ended,
      Value value,
      List<Exemplar> exemplars) {}

  /** What a point holds, by the kind of its metric. */
  public sealed interface Value {}

  public record Scalar(double value) implements Value {}

  /** Counts between explicit bounds, one more than there are bounds. */
  public record Explicit(double count, boolean hasSum, double sum, double[] counts, double[] bounds)
      implements Value {}

  /** Counts of buckets that grow exponentially. */
  public record Exponential(
      int scale,
      double count,
      double sum,
      double zeroCount,
      int positiveOffset,
      double[] positive,
      int negativeOffset,
      double[] negative)
      implements Value {}

  public record Summary(double count, double sum, double[] quantiles, double[] values)
      implements Value {}

  /** A single measurement with its trace, ids as hexadecimal digits, empty if there are none. */
  public record Exemplar(
      Map<String, String> attributes,
      long timeNanos,
      double value,
      String traceId,
      String spanId) {}
}
