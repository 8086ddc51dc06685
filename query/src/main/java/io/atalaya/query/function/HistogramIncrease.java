package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.histogram.FloatHistogram;
import org.jspecify.annotations.Nullable;

/** By how much a native histogram grew over a window of at least two of its samples. */
final class HistogramIncrease {
  private final RangeWindow w;
  private final boolean isCounter;

  private HistogramIncrease(RangeWindow w, boolean isCounter) {
    this.w = w;
    this.isCounter = isCounter;
  }

  private int points() {
    return w.histogramCount();
  }

  private FloatHistogram point(int i) {
    return w.point(w.histogramFrom + i);
  }

  /** The increase as a gauge, or null, with a warning, if the samples do not go together. */
  static @Nullable FloatHistogram over(RangeWindow w, boolean isCounter) {
    return new HistogramIncrease(w, isCounter).compute();
  }

  private @Nullable FloatHistogram compute() {
    FloatHistogram last = point(points() - 1);
    FloatHistogram first = point(0);
    noteKind(first, last);
    if (isCounter && isReset(1)) {
      // What was before a reset right at the beginning does not matter, not even its layout.
      first = FloatHistogram.emptyLike(point(1));
    }
    if (last.usesCustomBuckets() != first.usesCustomBuckets() || !agree(first)) {
      HistogramNotes.mixedKinds(w);
      return null;
    }
    FloatHistogram increase = last.copy();
    if (increase.schema() > minSchema(first, last)) {
      increase.reduceTo(minSchema(first, last));
    }
    if (!HistogramNotes.subtract(w, increase, first)
        || (isCounter && !addResets(increase, first))) {
      return null;
    }
    return increase.withHint(ResetHint.GAUGE).compact();
  }

  private void noteKind(FloatHistogram first, FloatHistogram last) {
    if (isCounter && (first.isGauge() || last.isGauge())) {
      HistogramNotes.notCounter(w);
    } else if (!isCounter && (!first.isGauge() || !last.isGauge())) {
      HistogramNotes.notGauge(w);
    }
  }

  private boolean agree(FloatHistogram first) {
    for (int i = 1; isCounter && i < points() - 1; i++) {
      if (point(i).isGauge()) {
        HistogramNotes.notCounter(w);
      }
      if (point(i).usesCustomBuckets() != first.usesCustomBuckets()) {
        return false;
      }
    }
    return true;
  }

  private int minSchema(FloatHistogram first, FloatHistogram last) {
    int min = Math.min(first.schema(), last.schema());
    for (int i = 1; isCounter && i < points() - 1; i++) {
      min = Math.min(min, point(i).schema());
    }
    return min;
  }

  private boolean addResets(FloatHistogram increase, FloatHistogram first) {
    boolean overlap = false;
    FloatHistogram previous = first;
    for (int i = 1; i < points(); i++) {
      int row = w.histogramFrom + i;
      if (!overlap && StartTimes.overlap(w.histogramStarts, w.histogramTimes, row)) {
        w.annotate(Warnings.startTimeOverlap(w.metricName(), w.position()));
        overlap = true;
      }
      boolean reset =
          previous == point(i - 1)
              ? isReset(i)
              : StartTimes.reset(w.histogramStarts, w.histogramTimes, row)
                  || point(i).isResetSince(previous);
      if (reset && !HistogramNotes.add(w, increase, previous)) {
        return false;
      }
      previous = point(i);
    }
    return true;
  }

  private boolean isReset(int i) {
    int row = w.histogramFrom + i;
    return StartTimes.reset(w.histogramStarts, w.histogramTimes, row)
        || w.isResetAfterPrevious(row);
  }

  /** The window's sample at a row, to calculate with. */
  static FloatHistogram at(RangeWindow w, int row) {
    Histogram h = w.histograms[row];
    return FloatHistogram.of(h);
  }
}
