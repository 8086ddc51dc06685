package io.atalaya.query.function;

import io.atalaya.query.annotation.HistogramOperation;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.IncompatibleBucketsException;

/**
 * Sums and differences of histograms within a range function, with what there is to say of them.
 */
final class HistogramNotes {
  private HistogramNotes() {}

  /** Adds; false, with a warning, if buckets are of different kinds. */
  static boolean add(RangeWindow w, FloatHistogram to, FloatHistogram h) {
    try {
      if (to.add(h).boundsReconciled()) {
        w.annotate(Infos.mismatchedCustomBuckets(HistogramOperation.ADDITION, w.position()));
      }
      return true;
    } catch (IncompatibleBucketsException e) {
      mixedKinds(w);
      return false;
    }
  }

  /** Subtracts; false, with a warning, if buckets are of different kinds. */
  static boolean subtract(RangeWindow w, FloatHistogram from, FloatHistogram h) {
    try {
      if (from.subtract(h).boundsReconciled()) {
        w.annotate(Infos.mismatchedCustomBuckets(HistogramOperation.SUBTRACTION, w.position()));
      }
      return true;
    } catch (IncompatibleBucketsException e) {
      mixedKinds(w);
      return false;
    }
  }

  static void mixedKinds(RangeWindow w) {
    w.annotate(Warnings.mixedExponentialAndCustom(w.metricName(), w.position()));
  }

  static void notCounter(RangeWindow w) {
    w.annotate(Warnings.histogramNotCounter(w.metricName(), w.position()));
  }

  static void notGauge(RangeWindow w) {
    w.annotate(Warnings.histogramNotGauge(w.metricName(), w.position()));
  }
}
