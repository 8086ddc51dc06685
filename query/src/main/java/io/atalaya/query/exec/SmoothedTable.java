package io.atalaya.query.exec;

import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.function.HistogramInterpolation;
import io.atalaya.query.function.Interpolation;
import io.atalaya.query.function.RangeWindow;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.query.histogram.IncompatibleBucketsException;
import io.atalaya.query.plan.Selector;

/**
 * An instant selector with {@code smoothed}: values on the lines between the samples, which may be
 * up to the lookback away on both sides. After the last sample its value stays.
 */
final class SmoothedTable implements SeriesTable {
  private final Evaluation evaluation;
  private final SeriesSet series;
  private final Selector selector;
  private final PositionRange position;
  private final Steps steps;

  SmoothedTable(
      Evaluation evaluation,
      SeriesSet series,
      Selector selector,
      PositionRange position,
      Steps steps) {
    this.evaluation = evaluation;
    this.series = series;
    this.selector = selector;
    this.position = position;
    this.steps = steps;
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int i) {
    return series.labels(i);
  }

  @Override
  public String label(int i, String name) {
    return series.label(i, name);
  }

  @Override
  public Cursor cursor() {
    SeriesSamples samples = new SeriesSamples();
    RangeWindow window =
        new RangeWindow(
            RangeExtension.SMOOTHED,
            i -> series.label(i, Labels.METRIC_NAME),
            position,
            evaluation.annotations());
    return (i, out) -> {
      evaluation.checkpoint();
      samples.clear();
      series.read(i, samples);
      if (selector.statisticsOnly()) {
        HistogramStatistics.strip(samples);
      }
      evaluation.budget().countRead(samples.size());
      window.moveToSeries(i);
      SplitSamples split = SplitSamples.of(samples, false);
      split.fill(window);
      smooth(window, split, out);
    };
  }

  private void smooth(RangeWindow w, SplitSamples split, Column out) {
    out.clear();
    long lookback = evaluation.settings().lookbackMillis();
    for (int step = 0; step < out.steps(); step++) {
      long at = selector.referenceMillis(steps.millis(step));
      w.floatFrom = firstAfter(w.floatTimes, split.floats(), at - lookback);
      w.floatTo = firstAfter(w.floatTimes, split.floats(), at + lookback);
      w.histogramFrom = firstAfter(w.histogramTimes, split.histograms(), at - lookback);
      w.histogramTo = firstAfter(w.histogramTimes, split.histograms(), at + lookback);
      if (w.isMixed()) {
        w.annotate(Warnings.mixedFloatsAndHistograms(w.metricName(), position));
      } else if (w.histogramCount() > 0) {
        histogramAt(w, at, step, out);
      } else if (w.floatCount() > 0) {
        floatAt(w, at, step, out);
      }
    }
  }

  private static int firstAfter(long[] times, int size, long millis) {
    int row = 0;
    while (row < size && times[row] <= millis) {
      row++;
    }
    return row;
  }

  private static int firstAtOrAfter(long[] times, int from, int to, long millis) {
    int row = from;
    while (row < to && times[row] < millis) {
      row++;
    }
    return row;
  }

  private static void floatAt(RangeWindow w, long at, int step, Column out) {
    int row = firstAtOrAfter(w.floatTimes, w.floatFrom, w.floatTo, at);
    if (row < w.floatTo && w.floatTimes[row] == at) {
      out.set(step, w.floats[row]);
    } else if (row > w.floatFrom && row < w.floatTo) {
      out.set(step, Interpolation.between(w, row - 1, at, false));
    } else if (row > w.floatFrom) {
      out.set(step, w.floats[row - 1]);
    }
  }

  private void histogramAt(RangeWindow w, long at, int step, Column out) {
    int row = firstAtOrAfter(w.histogramTimes, w.histogramFrom, w.histogramTo, at);
    if (row < w.histogramTo && w.histogramTimes[row] == at) {
      out.set(step, w.histograms[row]);
    } else if (row > w.histogramFrom && row < w.histogramTo) {
      interpolate(w, row, at, step, out);
    } else if (row > w.histogramFrom) {
      out.set(step, Histograms.withHint(w.histograms[row - 1], ResetHint.UNKNOWN));
    }
  }

  private void interpolate(RangeWindow w, int row, long at, int step, Column out) {
    FloatHistogram before = FloatHistogram.of(w.histograms[row - 1]);
    FloatHistogram after = FloatHistogram.of(w.histograms[row]);
    try {
      FloatHistogram between =
          HistogramInterpolation.between(
              before,
              w.histogramTimes[row - 1],
              after,
              w.histogramTimes[row],
              at,
              !before.isGauge() || !after.isGauge(),
              w::annotate,
              position);
      out.set(step, between.toHistogram());
    } catch (IncompatibleBucketsException e) {
      w.annotate(Warnings.mixedExponentialAndCustom(w.metricName(), position));
    }
  }
}
