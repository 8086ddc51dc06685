package io.atalaya.query.function;

import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.HistogramOperation;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.histogram.FloatHistogram;
import java.util.function.Consumer;

/** Native histograms between two samples. */
public final class HistogramInterpolation {
  private HistogramInterpolation() {}

  /**
   * The histogram on the line between two samples at a time between; after a counter's reset the
   * line starts from nothing.
   *
   * @throws io.atalaya.query.histogram.IncompatibleBucketsException if their buckets are of
   *     different kinds
   */
  public static FloatHistogram between(
      FloatHistogram h1,
      long t1,
      FloatHistogram h2,
      long t2,
      long millis,
      boolean isCounter,
      Consumer<Annotation> annotations,
      PositionRange position) {
    if (millis == t1) {
      return h1.copy();
    }
    if (millis == t2) {
      return h2.copy();
    }
    double fraction = (double) (millis - t1) / (t2 - t1);
    if (isCounter && h2.isResetSince(h1)) {
      return h2.copy().multiply(fraction);
    }
    FloatHistogram result = h2.copy();
    if (result.subtract(h1).boundsReconciled()) {
      annotations.accept(Infos.mismatchedCustomBuckets(HistogramOperation.SUBTRACTION, position));
    }
    if (result.multiply(fraction).add(h1).boundsReconciled()) {
      annotations.accept(Infos.mismatchedCustomBuckets(HistogramOperation.ADDITION, position));
    }
    return result;
  }
}
