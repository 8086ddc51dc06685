package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.function.FloatMean;
import io.atalaya.query.function.Quantiles;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregation knows of one group at all steps. Series are added in the order of the input,
 * so the result does not depend on who reads them.
 */
interface GroupState {
  /** Takes in the samples of one more series. */
  void add(Column column);

  /** The series of the group. */
  Column result();

  static GroupState of(AggregateOperator op, int steps, double[] param, AggregationNotes notes) {
    return switch (op) {
      case SUM -> new Sum(steps, notes);
      case AVG -> new Mean(steps, notes);
      case COUNT -> new Count(steps);
      case GROUP -> new Present(steps);
      case MIN -> new Extreme(steps, notes, false);
      case MAX -> new Extreme(steps, notes, true);
      case STDVAR -> new Variance(steps, notes, false);
      case STDDEV -> new Variance(steps, notes, true);
      case QUANTILE -> new Quantile(steps, param, notes);
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO, COUNT_VALUES ->
          throw new IllegalArgumentException(op + " gives more than one series");
    };
  }

  /** Sum with compensation. */
  final class Sum implements GroupState {
    private final Column result;
    private final double[] lost;
    private final AggregationNotes notes;
    private @Nullable HistogramGroupStates histograms;

    Sum(int steps, AggregationNotes notes) {
      result = new Column(steps);
      lost = new double[steps];
      this.notes = notes;
    }

    @Override
    public void add(Column column) {
      double[] sums = result.values();
      if (!column.hasHistograms() && column.isFull() && result.isFull()) {
        addAll(column.values(), sums);
        return;
      }
      for (int step = 0; step < lost.length; step++) {
        if (!column.has(step)) {
          continue;
        }
        Histogram h = column.histogram(step);
        if (h != null) {
          histograms().add(step, h);
          continue;
        }
        double x = column.value(step);
        if (!result.has(step)) {
          result.set(step, x);
          continue;
        }
        add(step, x, sums);
      }
    }

    private void addAll(double[] values, double[] sums) {
      for (int step = 0; step < sums.length; step++) {
        add(step, values[step], sums);
      }
    }

    /** Knuth's TwoSum: what rounding loses, exactly, without asking which is greater. */
    private void add(int step, double x, double[] sums) {
      double s = sums[step];
      double t = s + x;
      double z = t - s;
      lost[step] += (s - (t - z)) + (x - z);
      sums[step] = t;
    }

    @Override
    public Column result() {
      double[] sums = result.values();
      for (int step = 0; step < lost.length; step++) {
        // An infinite sum has lost nothing that could be told.
        sums[step] = Double.isInfinite(sums[step]) ? sums[step] : sums[step] + lost[step];
      }
      for (int step = 0; histograms != null && step < lost.length; step++) {
        histograms.finish(step, result);
      }
      return result;
    }

    private HistogramGroupStates histograms() {
      if (histograms == null) {
        histograms = new HistogramGroupStates(lost.length, false, notes);
      }
      return histograms;
    }
  }

  /** Arithmetic mean. */
  final class Mean implements GroupState {
    private final @Nullable FloatMean[] means;
    private final HistogramGroupStates histograms;

    Mean(int steps, AggregationNotes notes) {
      means = new FloatMean[steps];
      histograms = new HistogramGroupStates(steps, true, notes);
    }

    @Override
    public void add(Column column) {
      for (int step = 0; step < means.length; step++) {
        Histogram h = column.histogram(step);
        if (h != null) {
          histograms.add(step, h);
        } else if (column.has(step)) {
          FloatMean mean = means[step];
          if (mean == null) {
            mean = new FloatMean();
            means[step] = mean;
          }
          mean.add(column.value(step));
        }
      }
    }

    @Override
    public Column result() {
      Column result = new Column(means.length);
      for (int step = 0; step < means.length; step++) {
        FloatMean mean = means[step];
        if (mean != null) {
          result.set(step, mean.value());
        }
        histograms.finish(step, result);
      }
      return result;
    }
  }

  /** Number of samples, histograms too. */
  final class Count implements GroupState {
    private final Column result;

    Count(int steps) {
      result = new Column(steps);
    }

    @Override
    public void add(Column column) {
      for (int step = 0; step < column.steps(); step++) {
        if (column.has(step)) {
          result.set(step, result.has(step) ? result.value(step) + 1 : 1);
        }
      }
    }

    @Override
    public Column result() {
      return result;
    }
  }

  /** One where there is a sample. */
  final class Present implements GroupState {
    private final Column result;

    Present(int steps) {
      result = new Column(steps);
    }

    @Override
    public void add(Column column) {
      for (int step = 0; step < column.steps(); step++) {
        if (column.has(step)) {
          result.set(step, 1);
        }
      }
    }

    @Override
    public Column result() {
      return result;
    }
  }

  /** Least or greatest float; NaN only where there is nothing else. */
  final class Extreme implements GroupState {
    private final Column result;
    private final AggregationNotes notes;
    private final boolean greatest;

    Extreme(int steps, AggregationNotes notes, boolean greatest) {
      result = new Column(steps);
      this.notes = notes;
      this.greatest = greatest;
    }

    @Override
    public void add(Column column) {
      for (int step = 0; step < column.steps(); step++) {
        if (!column.has(step)) {
          continue;
        }
        if (column.histogram(step) != null) {
          notes.histogramIgnored();
          continue;
        }
        double x = column.value(step);
        double best = result.value(step);
        boolean better = greatest ? best < x : best > x;
        if (!result.has(step) || better || Double.isNaN(best)) {
          result.set(step, x);
        }
      }
    }

    @Override
    public Column result() {
      return result;
    }
  }

  /** Population variance after Welford. */
  final class Variance implements GroupState {
    private final Column result;
    private final double[] count;
    private final double[] mean;
    private final AggregationNotes notes;
    private final boolean root;

    Variance(int steps, AggregationNotes notes, boolean root) {
      result = new Column(steps);
      count = new double[steps];
      mean = new double[steps];
      this.notes = notes;
      this.root = root;
    }

    @Override
    public void add(Column column) {
      for (int step = 0; step < count.length; step++) {
        if (column.has(step)) {
          if (column.histogram(step) != null) {
            notes.histogramIgnored();
          } else {
            add(step, column.value(step));
          }
        }
      }
    }

    private void add(int step, double x) {
      if (!result.has(step)) {
        count[step] = 1;
        mean[step] = x;
        result.set(step, Double.isNaN(x) || Double.isInfinite(x) ? Double.NaN : 0);
        return;
      }
      double delta = x - mean[step];
      mean[step] += delta / ++count[step];
      result.values()[step] += delta * (x - mean[step]);
    }

    @Override
    public Column result() {
      double[] values = result.values();
      for (int step = 0; step < count.length; step++) {
        double variance = values[step] / count[step];
        values[step] = root ? Math.sqrt(variance) : variance;
      }
      return result;
    }
  }

  /** Quantile; holds all floats of the group. */
  final class Quantile implements GroupState {
    private final double[][] values;
    private final int[] count;
    private final double[] q;
    private final AggregationNotes notes;

    Quantile(int steps, double[] q, AggregationNotes notes) {
      values = new double[steps][];
      Arrays.setAll(values, step -> new double[4]);
      count = new int[steps];
      this.q = q;
      this.notes = notes;
    }

    @Override
    public void add(Column column) {
      for (int step = 0; step < count.length; step++) {
        if (!column.has(step)) {
          continue;
        }
        if (column.histogram(step) != null) {
          notes.histogramIgnored();
          continue;
        }
        if (count[step] == values[step].length) {
          values[step] = Arrays.copyOf(values[step], 2 * count[step]);
        }
        values[step][count[step]++] = column.value(step);
      }
    }

    @Override
    public Column result() {
      Column result = new Column(count.length);
      for (int step = 0; step < count.length; step++) {
        if (count[step] > 0) {
          result.set(step, Quantiles.of(q[step], values[step], count[step]));
        }
      }
      return result;
    }
  }
}
