package io.atalaya.query.function;

import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.query.annotation.HistogramOperation;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.histogram.Combination;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.HistogramMean;
import io.atalaya.query.histogram.IncompatibleBucketsException;

/** {@code sum_over_time} and {@code avg_over_time} of native histograms. */
final class HistogramsOverTime {
  private final RangeWindow w;
  private boolean reset;
  private boolean notReset;
  private boolean reconciled;

  private HistogramsOverTime(RangeWindow w) {
    this.w = w;
  }

  static void sum(RangeWindow w, SampleCell out) {
    new HistogramsOverTime(w).sum(out);
  }

  static void avg(RangeWindow w, SampleCell out) {
    new HistogramsOverTime(w).avg(out);
  }

  private void sum(SampleCell out) {
    try {
      FloatHistogram sum = next(w.histogramFrom);
      for (int row = w.histogramFrom + 1; row < w.histogramTo; row++) {
        note(sum.addCompensated(next(row)));
      }
      out.set(sum.settle().toHistogram());
    } catch (IncompatibleBucketsException e) {
      HistogramNotes.mixedKinds(w);
      return;
    }
    annotate();
  }

  private void avg(SampleCell out) {
    try {
      HistogramMean mean = new HistogramMean(next(w.histogramFrom));
      for (int row = w.histogramFrom + 1; row < w.histogramTo; row++) {
        note(mean.add(next(row)));
      }
      out.set(mean.value().toHistogram());
    } catch (IncompatibleBucketsException e) {
      HistogramNotes.mixedKinds(w);
      return;
    }
    annotate();
  }

  private FloatHistogram next(int row) {
    FloatHistogram h = HistogramIncrease.at(w, row);
    reset |= h.hint() == ResetHint.RESET;
    notReset |= h.hint() == ResetHint.NOT_RESET;
    return h;
  }

  private void note(Combination combination) {
    reconciled |= combination.boundsReconciled();
  }

  private void annotate() {
    if (reset && notReset) {
      w.annotate(Warnings.counterResetCollision(HistogramOperation.AGGREGATION, w.position()));
    }
    if (reconciled) {
      w.annotate(Infos.mismatchedCustomBuckets(HistogramOperation.AGGREGATION, w.position()));
    }
  }
}
