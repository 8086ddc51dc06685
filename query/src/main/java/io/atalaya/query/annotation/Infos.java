package io.atalaya.query.annotation;

import io.atalaya.model.GoQuote;
import io.atalaya.query.ast.PositionRange;
import java.util.Map;

/** Prometheus' infos. */
public final class Infos {
  private Infos() {}

  private static Annotation info(String text, PositionRange at) {
    return new PlainAnnotation(false, "PromQL info: " + text, at);
  }

  private static String forMetric(String metric) {
    return metric.isEmpty() ? "" : " for metric name " + GoQuote.of(metric);
  }

  /** What a source of series says about what it found. */
  public static Annotation ofSource(String text) {
    return new SourceWarning("PromQL info: " + text, false);
  }

  public static Annotation possiblyNoCounter(String metric, PositionRange at) {
    return info(
        "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
            + GoQuote.of(metric),
        at);
  }

  public static Annotation possiblyNoCounterType(String metric, String type, PositionRange at) {
    return info(
        "metric might not be a counter, __type__ label is not set to \"counter\" or"
            + " \"histogram\", got "
            + GoQuote.of(type)
            + ": "
            + GoQuote.of(metric),
        at);
  }

  /**
   * Classic buckets of one series at one step had to be mended.
   *
   * @param stepsAfter how many steps of the evaluation follow that one
   */
  public static Annotation forcedMonotonicity(
      String metric,
      PositionRange at,
      long timeMillis,
      int stepsAfter,
      double minBucket,
      double maxBucket,
      double maxDifference) {
    String text =
        "PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see"
            + " https://prometheus.io/docs/prometheus/latest/querying/functions/"
            + "#histogram_quantile)"
            + forMetric(metric);
    long weight = stepsAfter < Long.SIZE ? 1L << stepsAfter : 0;
    ForcedMonotonicity.Told told = new ForcedMonotonicity.Told(timeMillis, weight, weight);
    return new ForcedMonotonicity(
        text, at, timeMillis, timeMillis, minBucket, maxBucket, maxDifference, Map.of(at, told));
  }

  public static Annotation incompatibleTypes(
      String left, String operator, String right, PositionRange at) {
    return info(
        "incompatible sample types encountered for binary operator "
            + GoQuote.of(operator)
            + ": "
            + left
            + " "
            + operator
            + " "
            + right,
        at);
  }

  public static Annotation histogramIgnoredInAggregation(String op, PositionRange at) {
    return info("ignored histogram in " + op + " aggregation", at);
  }

  public static Annotation histogramIgnoredInMixedRange(String metric, PositionRange at) {
    return info(
        "ignored histograms in a range containing both floats and histograms for metric name "
            + GoQuote.of(metric),
        at);
  }

  public static Annotation quantileIsNan(String metric, PositionRange at) {
    return info(
        "input to histogram_quantile has NaN observations, result is NaN" + forMetric(metric), at);
  }

  public static Annotation quantileIsSkewed(String metric, PositionRange at) {
    return info(
        "input to histogram_quantile has NaN observations, result is skewed higher"
            + forMetric(metric),
        at);
  }

  public static Annotation fractionExcludesNan(String metric, PositionRange at) {
    return info(
        "input to histogram_fraction has NaN observations, which are excluded from all fractions"
            + forMetric(metric),
        at);
  }

  public static Annotation mismatchedCustomBuckets(HistogramOperation op, PositionRange at) {
    return info("mismatched custom buckets were reconciled during " + op.text(), at);
  }
}
