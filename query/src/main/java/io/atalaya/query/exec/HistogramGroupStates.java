package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.query.annotation.HistogramOperation;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.histogram.Combination;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.HistogramMean;
import io.atalaya.query.histogram.IncompatibleBucketsException;
import org.jspecify.annotations.Nullable;

/**
 * The native histograms of one group: their sum or mean at each step. A step that has floats too,
 * or buckets of different kinds, has no result.
 */
final class HistogramGroupStates {
  private final boolean mean;
  private final AggregationNotes notes;
  private final @Nullable State[] states;

  HistogramGroupStates(int steps, boolean mean, AggregationNotes notes) {
    this.mean = mean;
    this.notes = notes;
    states = new State[steps];
  }

  /** What is known of one step. */
  private static final class State {
    private final @Nullable FloatHistogram sum;
    private final @Nullable HistogramMean mean;
    private boolean incompatible;
    private boolean reset;
    private boolean notReset;

    State(FloatHistogram first, boolean mean) {
      this.sum = mean ? null : first;
      this.mean = mean ? new HistogramMean(first) : null;
    }

    Combination add(FloatHistogram h) {
      if (sum != null) {
        return sum.addCompensated(h);
      }
      return mean == null ? new Combination(false, false) : mean.add(h);
    }

    @Nullable FloatHistogram value() {
      if (sum != null) {
        return sum.settle();
      }
      return mean == null ? null : mean.value();
    }
  }

  void add(int step, Histogram histogram) {
    FloatHistogram h = FloatHistogram.of(histogram);
    State state = states[step];
    if (state == null) {
      state = new State(h, mean);
      states[step] = state;
    } else if (!state.incompatible) {
      combine(state, h);
    }
    state.reset |= histogram.resetHint() == ResetHint.RESET;
    state.notReset |= histogram.resetHint() == ResetHint.NOT_RESET;
  }

  private void combine(State state, FloatHistogram h) {
    try {
      if (state.add(h).boundsReconciled()) {
        notes.add(Infos.mismatchedCustomBuckets(HistogramOperation.AGGREGATION, notes.position()));
      }
    } catch (IncompatibleBucketsException e) {
      state.incompatible = true;
      notes.add(Warnings.mixedExponentialAndCustom(notes.metric(), notes.position()));
    }
  }

  /** Puts the result of a step into a column that has what the group's floats gave. */
  void finish(int step, Column result) {
    State state = states[step];
    if (state == null) {
      return;
    }
    if (result.has(step)) {
      result.remove(step);
      notes.add(Warnings.mixedFloatsAndHistogramsInAggregation(notes.position()));
      return;
    }
    FloatHistogram value = state.incompatible ? null : state.value();
    if (value != null) {
      if (state.reset && state.notReset) {
        notes.add(Warnings.counterResetCollision(HistogramOperation.AGGREGATION, notes.position()));
      }
      result.set(step, value.compact().toHistogram());
    }
  }
}
