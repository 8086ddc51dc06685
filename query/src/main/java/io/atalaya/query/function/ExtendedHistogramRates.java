package io.atalaya.query.function;

import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.IncompatibleBucketsException;
import org.jspecify.annotations.Nullable;

/** {@link ExtendedRates} for native histograms. */
final class ExtendedHistogramRates {
  private final RangeWindow w;
  private final boolean isCounter;
  private final boolean smoothed;
  private final int first;
  private final int last;

  private ExtendedHistogramRates(RangeWindow w, boolean isCounter) {
    this.w = w;
    this.isCounter = isCounter;
    smoothed = w.extension() == RangeExtension.SMOOTHED;
    int end = w.histogramTo - 1;
    first = ExtendedRates.firstRow(w.histogramTimes, w.histogramFrom, end, w.startMillis);
    last =
        smoothed
            ? ExtendedRates.firstAtOrAfter(w.histogramTimes, w.histogramFrom, end, w.endMillis)
            : end;
  }

  static void apply(RangeWindow w, boolean isCounter, boolean isRate, SampleCell out) {
    ExtendedHistogramRates rates = new ExtendedHistogramRates(w, isCounter);
    if (!rates.reachesIntoWindow() || !rates.agree()) {
      return;
    }
    try {
      FloatHistogram increase = rates.increase();
      if (increase != null) {
        if (isRate) {
          increase.divide(w.rangeSeconds());
        }
        out.set(increase.withHint(ResetHint.GAUGE).compact().toHistogram());
      }
    } catch (IncompatibleBucketsException e) {
      HistogramNotes.mixedKinds(w);
    }
  }

  private boolean reachesIntoWindow() {
    return w.histogramTimes[last] > w.startMillis
        && !(smoothed && w.histogramTimes[first] > w.endMillis);
  }

  private boolean agree() {
    boolean custom = w.histograms[first].usesCustomBuckets();
    for (int row = first; row <= last; row++) {
      if (w.histograms[row].usesCustomBuckets() != custom) {
        HistogramNotes.mixedKinds(w);
        return false;
      }
      if (isCounter && w.histograms[row].resetHint() == ResetHint.GAUGE) {
        HistogramNotes.notCounter(w);
      }
    }
    return true;
  }

  private @Nullable FloatHistogram increase() {
    FloatHistogram left = HistogramIncrease.at(w, first);
    if (smoothed && w.histogramTimes[first] < w.startMillis) {
      left = interpolate(first, w.startMillis);
    }
    FloatHistogram right = HistogramIncrease.at(w, last);
    if (smoothed && last > w.histogramFrom && w.histogramTimes[last] > w.endMillis) {
      right = interpolate(last - 1, w.endMillis);
    }
    if (!isCounter && (!left.isGauge() || !right.isGauge())) {
      HistogramNotes.notGauge(w);
    }
    FloatHistogram increase = right.copy();
    if (!HistogramNotes.subtract(w, increase, left)) {
      return null;
    }
    return !isCounter || addResets(increase, left, right) ? increase : null;
  }

  private FloatHistogram interpolate(int row, long millis) {
    return HistogramInterpolation.between(
        HistogramIncrease.at(w, row),
        w.histogramTimes[row],
        HistogramIncrease.at(w, row + 1),
        w.histogramTimes[row + 1],
        millis,
        isCounter,
        w::annotate,
        w.position());
  }

  /**
   * Adds what the counter had reached before each reset. The samples at the ends are represented by
   * the values at the ends; a reset that interpolation has dealt with is passed over.
   */
  private boolean addResets(FloatHistogram increase, FloatHistogram left, FloatHistogram right) {
    int from = first + 1;
    FloatHistogram previous = left;
    if (smoothed
        && w.histogramTimes[first] < w.startMillis
        && HistogramIncrease.at(w, first + 1).isResetSince(HistogramIncrease.at(w, first))) {
      previous = HistogramIncrease.at(w, first + 1);
      from++;
    }
    if (from > last) {
      return true;
    }
    FloatHistogram correction = null;
    for (int row = from; row <= last; row++) {
      FloatHistogram current = row == last ? right : HistogramIncrease.at(w, row);
      if (current.isResetSince(previous)) {
        if (correction == null) {
          correction = previous.copy();
        } else if (!HistogramNotes.add(w, correction, previous)) {
          return false;
        }
      }
      previous = current;
    }
    return correction == null || HistogramNotes.add(w, increase, correction);
  }
}
