package io.atalaya.query.annotation;

import io.atalaya.model.GoFloat;
import io.atalaya.model.GoQuote;
import io.atalaya.query.ast.PositionRange;

/** Prometheus' warnings. */
public final class Warnings {
  private Warnings() {}

  private static Annotation warning(String text, PositionRange at) {
    return new PlainAnnotation(true, "PromQL warning: " + text, at);
  }

  private static String forMetric(String metric) {
    return metric.isEmpty() ? "" : " for metric name " + GoQuote.of(metric);
  }

  /** What a source of series says about what it found. */
  public static Annotation ofSource(String text) {
    return new SourceWarning(text, true);
  }

  /**
   * A quantile that is none.
   *
   * @param source the call that was given it
   */
  public static Annotation invalidQuantile(double q, PositionRange at, PositionRange source) {
    String text = "quantile value should be between 0 and 1, got " + GoFloat.shortest(q);
    return new PlainAnnotation(true, "PromQL warning: " + text, at, source);
  }

  public static Annotation invalidRatio(double ratio, double cappedTo, PositionRange at) {
    return warning(
        "ratio value should be between -1 and 1, got "
            + GoFloat.shortest(ratio)
            + ", capping to "
            + GoFloat.shortest(cappedTo),
        at);
  }

  public static Annotation badBucketLabel(String metric, String le, PositionRange at) {
    return warning(
        "bucket label \"le\" is missing or has a malformed value of "
            + GoQuote.of(le)
            + forMetric(metric),
        at);
  }

  public static Annotation mixedFloatsAndHistograms(String metric, PositionRange at) {
    return warning(
        "encountered a mix of histograms and floats for metric name " + GoQuote.of(metric), at);
  }

  public static Annotation mixedFloatsAndHistogramsInAggregation(PositionRange at) {
    return warning("encountered a mix of histograms and floats for aggregation", at);
  }

  public static Annotation mixedClassicAndNative(String metric, PositionRange at) {
    return warning(
        "vector contains a mix of classic and native histograms" + forMetric(metric), at);
  }

  public static Annotation histogramNotCounter(String metric, PositionRange at) {
    return warning("this native histogram metric is not a counter: " + GoQuote.of(metric), at);
  }

  public static Annotation histogramNotGauge(String metric, PositionRange at) {
    return warning("this native histogram metric is not a gauge: " + GoQuote.of(metric), at);
  }

  public static Annotation mixedExponentialAndCustom(String metric, PositionRange at) {
    return warning(
        "vector contains a mix of histograms with exponential and custom buckets schemas for"
            + " metric name "
            + GoQuote.of(metric),
        at);
  }

  public static Annotation incompatibleBuckets(String operator, PositionRange at) {
    return warning("incompatible bucket layout encountered for binary operator " + operator, at);
  }

  public static Annotation sortInRangeQuery(PositionRange at) {
    return warning(
        "sort is ineffective for range queries since results are always ordered by labels", at);
  }

  /** Two histograms, one after a counter reset and one surely not, were put together. */
  public static Annotation counterResetCollision(HistogramOperation op, PositionRange at) {
    return warning("conflicting counter resets during histogram " + op.text(), at);
  }

  public static Annotation startTimeOverlap(String metric, PositionRange at) {
    String text =
        "PromQL warning: sample has start time that overlaps with previous sample timestamp"
            + " for metric "
            + GoQuote.of(metric);
    return new StartTimeOverlap(text, at, 1);
  }
}
