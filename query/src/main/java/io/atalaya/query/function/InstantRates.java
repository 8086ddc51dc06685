package io.atalaya.query.function;

import io.atalaya.query.annotation.Warnings;

/** {@code irate} and {@code idelta}: from the last two samples, whatever they are. */
final class InstantRates {
  private InstantRates() {}

  static void apply(RangeWindow w, boolean isRate, SampleCell out) {
    if (w.floatCount() + w.histogramCount() < 2) {
      return;
    }
    if (w.histogramCount() == 0) {
      ofFloats(w, isRate, out);
    } else {
      w.annotate(Warnings.mixedFloatsAndHistograms(w.metricName(), w.position()));
    }
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
