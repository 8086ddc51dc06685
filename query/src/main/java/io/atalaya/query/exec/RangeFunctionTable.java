package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.function.RangeFunction;
import io.atalaya.query.function.RangeWindow;
import io.atalaya.query.function.SampleCell;
import org.jspecify.annotations.Nullable;

/**
 * A function of a range vector, evaluated series by series.
 *
 * <p>Where a series is floats from end to end, its windows are those of its column of times and are
 * found once for all series that share it. Otherwise stale markers are taken out, and floats and
 * histograms are put apart, before windows are found for this series alone.
 */
final class RangeFunctionTable implements SeriesTable {
  /** After so many samples a query is asked whether it is still wanted. */
  private static final int CHECKPOINT_EVERY = 16_384;

  /** A histogram takes as long as so many floats. */
  private static final int FLOATS_OF_HISTOGRAM = 100;

  private final Evaluation evaluation;
  private final RangeSource source;
  private final RangeFunction function;
  private final double[][] scalars;
  private final boolean useStarts;
  private final PositionRange position;
  private final RateRollup.@Nullable Kind kind;
  private final Steps steps;
  private final SampleCount count;

  /**
   * A call.
   *
   * @param scalars values of the scalar arguments, by argument and step
   * @param useStarts whether the function looks at start times
   * @param position of the first argument
   * @param kind which of the functions that {@link RateRollup} knows it is, or null
   */
  RangeFunctionTable(
      Evaluation evaluation,
      RangeSource source,
      RangeFunction function,
      double[][] scalars,
      boolean useStarts,
      PositionRange position,
      RateRollup.@Nullable Kind kind,
      Steps steps) {
    this.evaluation = evaluation;
    this.source = source;
    this.function = function;
    this.scalars = scalars;
    this.useStarts = useStarts;
    this.position = position;
    this.kind = source.extension() == RangeExtension.NONE ? kind : null;
    this.steps = steps;
    count = evaluation.sampleCount();
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public Labels labels(int i) {
    return source.labels(i);
  }

  @Override
  public String label(int i, String name) {
    return source.label(i, name);
  }

  @Override
  public boolean dropsName(int i) {
    return source.dropsName(i);
  }

  @Override
  public boolean isDistinct() {
    return source.isDistinct();
  }

  @Override
  public Cursor cursor() {
    return new Rollup();
  }

  private final class Rollup implements Cursor {
    private final RangeSource.Reader reader = source.reader();
    private final SeriesSamples samples = new SeriesSamples();
    private final RangeWindow window =
        new RangeWindow(
            source.extension(),
            i -> source.label(i, Labels.METRIC_NAME),
            position,
            evaluation.annotations());
    private final SampleCell cell = new SampleCell();
    private final Windows shared = new Windows(steps.count());
    private final Windows ownFloats = new Windows(steps.count());
    private final Windows ownHistograms = new Windows(steps.count());
    private final long before;
    private final long after;
    private final @Nullable RateRollup rates =
        kind == null ? null : new RateRollup(kind, source, steps.count());
    private @Nullable TimeColumn known;
    private long looked;

    Rollup() {
      long lookback = evaluation.settings().lookbackMillis();
      before = source.rangeMillis() + (source.extension() == RangeExtension.NONE ? 0 : lookback);
      after = source.extension() == RangeExtension.SMOOTHED ? lookback : 0;
      window.scalars = new double[scalars.length];
    }

    @Override
    public void read(int i, Column out) {
      reader.read(i, samples);
      out.clear();
      if (samples.size() == 0) {
        return;
      }
      if (count.isWanted()) {
        WindowCounts.count(samples, source, steps.count(), count);
      }
      window.moveToSeries(i);
      boolean samplesOnly = samples.histograms == null && samples.aggregates == null;
      if (samplesOnly && rates != null && !hasStarts()) {
        locateShared();
        if (rates.apply(samples, out)) {
          return;
        }
      }
      if (samples.histograms == null && !hasStale()) {
        rollUpShared(out);
      } else {
        rollUpSplit(out);
      }
    }

    private boolean hasStarts() {
      return useStarts && samples.startMillis != null;
    }

    private void locateShared() {
      if (known == null || !samples.times.hasTimesOf(known)) {
        known = samples.times;
        shared.locate(known.array(), known.size(), source, before, after);
        if (rates != null) {
          rates.prepare(known, shared);
        }
      }
    }

    private boolean hasStale() {
      double[] values = samples.values;
      for (int row = samples.from; row < samples.to; row++) {
        if (Double.isNaN(values[row]) && SampleValue.isStale(values[row])) {
          return true;
        }
      }
      return false;
    }

    private void rollUpShared(Column out) {
      locateShared();
      window.floatTimes = samples.times.array();
      window.floats = samples.values;
      window.floatStarts = useStarts ? samples.startMillis : null;
      window.aggregates = samples.aggregates;
      window.histogramFrom = 0;
      window.histogramTo = 0;
      for (int step = 0; step < out.steps(); step++) {
        window.floatFrom = Math.max(shared.from(step), samples.from);
        window.floatTo = Math.min(shared.to(step), samples.to);
        if (window.floatTo > window.floatFrom) {
          apply(step, out);
        }
      }
    }

    private void rollUpSplit(Column out) {
      SplitSamples split = SplitSamples.of(samples, useStarts);
      split.fill(window);
      ownFloats.locate(window.floatTimes, split.floats(), source, before, after);
      ownHistograms.locate(window.histogramTimes, split.histograms(), source, before, after);
      for (int step = 0; step < out.steps(); step++) {
        window.floatFrom = ownFloats.from(step);
        window.floatTo = ownFloats.to(step);
        window.histogramFrom = ownHistograms.from(step);
        window.histogramTo = ownHistograms.to(step);
        if (window.floatCount() > 0 || window.histogramCount() > 0) {
          apply(step, out);
        }
      }
    }

    private void apply(int step, Column out) {
      window.stepMillis = steps.millis(step);
      window.endMillis = source.windowEndMillis(step);
      window.startMillis = window.endMillis - source.rangeMillis();
      for (int arg = 0; arg < scalars.length; arg++) {
        window.scalars[arg] = scalars[arg][step];
      }
      looked += window.floatCount() + (long) FLOATS_OF_HISTOGRAM * window.histogramCount();
      if (looked > CHECKPOINT_EVERY) {
        looked = 0;
        evaluation.checkpoint();
      }
      cell.clear();
      function.apply(window, cell);
      out.set(step, cell);
    }
  }
}
