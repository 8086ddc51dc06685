package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.QueryValue;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the tables of an evaluation into the answer of a query. */
public final class Runner {
  private final Evaluation evaluation;

  public Runner(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The answer of an instant query. */
  public QueryValue instant(Plan plan, long timeMillis) {
    evaluation.begin(plan);
    Steps steps = Steps.at(timeMillis);
    return switch (plan.type()) {
      case SCALAR -> new QueryValue.Scalar(timeMillis, evaluation.scalar(plan, steps)[0]);
      case STRING -> new QueryValue.Text(timeMillis, LabelFunctions.text(plan));
      case MATRIX -> matrix(plan, steps);
      case VECTOR -> vector(evaluation.vector(plan, steps), steps);
    };
  }

  private QueryValue vector(SeriesTable raw, Steps steps) {
    SeriesTable table = evaluation.distinct().cleanedUp(raw, steps);
    List<QueryValue.Sample> samples = new ArrayList<>();
    evaluation.scan(
        table,
        steps,
        (i, column) -> {
          if (column.has(0)) {
            evaluation.budget().hold(column.sizeInSamples());
            samples.add(
                new QueryValue.Sample(table.labels(i), column.value(0), column.histogram(0)));
          }
        });
    return new QueryValue.Vector(steps.startMillis(), samples);
  }

  /** The raw samples of a range selector, or the values of a subquery. */
  private QueryValue matrix(Plan plan, Steps steps) {
    return new QueryValue.Matrix(
        sorted(RawRanges.read(evaluation, evaluation.ranges(plan, steps))));
  }

  /**
   * The answer of a range query, whose plan gives a vector or a scalar.
   *
   * @param endMillis last time, included if it is a step
   * @param stepMillis distance of two steps, &gt; 0
   */
  public QueryValue range(Plan plan, long startMillis, long endMillis, long stepMillis) {
    evaluation.begin(plan);
    Steps steps = evaluation.steps(startMillis, endMillis, stepMillis);
    SeriesTable raw =
        plan.type() == ValueType.SCALAR
            ? Evaluation.single(evaluation.scalar(plan, steps))
            : evaluation.vector(plan, steps);
    SeriesTable table = evaluation.distinct().cleanedUp(raw, steps);
    List<QueryValue.Series> series = new ArrayList<>();
    evaluation.scan(
        table,
        steps,
        (i, column) -> {
          if (!column.isEmpty()) {
            evaluation.budget().hold(column.sizeInSamples());
            series.add(pack(table, i, column, steps));
          }
        });
    return new QueryValue.Matrix(sorted(series));
  }

  private List<QueryValue.Series> sorted(List<QueryValue.Series> series) {
    series.sort(evaluation.watched(Comparator.comparing(QueryValue.Series::labels)));
    return series;
  }

  private static QueryValue.Series pack(SeriesTable table, int i, Column column, Steps steps) {
    int n = column.size();
    long[] times = new long[n];
    double[] values = new double[n];
    @Nullable Histogram[] histograms = column.hasHistograms() ? new Histogram[n] : null;
    int row = 0;
    for (int step = 0; step < steps.count(); step++) {
      if (column.has(step)) {
        times[row] = steps.millis(step);
        values[row] = column.value(step);
        if (histograms != null) {
          histograms[row] = column.histogram(step);
        }
        row++;
      }
    }
    return new QueryValue.Series(table.labels(i), times, values, histograms);
  }
}
