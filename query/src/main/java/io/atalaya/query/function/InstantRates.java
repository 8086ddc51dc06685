package io.atalaya.query.function;

import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.histogram.FloatHistogram;

/** {@code irate} and {@code idelta}: from the last two samples, whatever they are. */
final class InstantRates {
  private InstantRates() {}

  static void apply(RangeWindow w, boolean isRate, SampleCell out) {
    if (w.floatCount() + w.histogramCount() < 2) {
      return;
    }
    int floats = floatsAmongLastTwo(w);
    if (floats == 2) {
      ofFloats(w, isRate, out);
    } else if (floats == 0) {
      ofHistograms(w, isRate, out);
    } else {
      w.annotate(Warnings.mixedFloatsAndHistograms(w.metricName(), w.position()));
    }
  }

  private static int floatsAmongLastTwo(RangeWindow w) {
    int f = w.floatTo - 1;
    int h = w.histogramTo - 1;
    int floats = 0;
    for (int i = 0; i < 2; i++) {
      boolean isFloat =
          h < w.histogramFrom || (f >= w.floatFrom && w.floatTimes[f] > w.histogramTimes[h]);
      if (isFloat) {
        f--;
        floats++;
      } else {
        h--;
      }
    }
    return floats;
  }

  private static void ofHistograms(RangeWindow w, boolean isRate, SampleCell out) {
    int row = w.histogramTo - 1;
    FloatHistogram last = HistogramIncrease.at(w, row);
    FloatHistogram before = HistogramIncrease.at(w, row - 1);
    if (isRate && (last.isGauge() || before.isGauge())) {
      HistogramNotes.notCounter(w);
    }
    if (!isRate && (!last.isGauge() || !before.isGauge())) {
      HistogramNotes.notGauge(w);
    }
    FloatHistogram result = last.copy();
    boolean reset =
        isRate
            && (StartTimes.reset(w.histogramStarts, w.histogramTimes, row)
                || last.isResetSince(before));
    if (!reset && !HistogramNotes.subtract(w, result, before)) {
      return;
    }
    result.withHint(ResetHint.GAUGE).compact();
    if (isRate) {
      result.divide((w.histogramTimes[row] - w.histogramTimes[row - 1]) / 1000.0);
    }
    out.set(result.toHistogram());
  }

  private static void ofFloats(RangeWindow w, boolean isRate, SampleCell out) {
    int last = w.floatTo - 1;
    double value = w.floats[last];
    boolean reset =
        value < w.floats[last - 1] || StartTimes.reset(w.floatStarts, w.floatTimes, last);
    if (!isRate || !reset) {
      value -= w.floats[last - 1];
    }
    double seconds = (w.floatTimes[last] - w.floatTimes[last - 1]) / 1000.0;
    out.set(isRate ? value / seconds : value);
  }
}
