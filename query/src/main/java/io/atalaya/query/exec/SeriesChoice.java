package io.atalaya.query.exec;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.QueryException;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.plan.Plan;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code topk}, {@code bottomk}, {@code limitk} and {@code limit_ratio}: some series of each group,
 * at each step. Holds what may be chosen, not the series that pass by.
 */
final class SeriesChoice {
  private final Evaluation evaluation;
  private final Plan.Aggregate plan;
  private final double[] param;
  private final Steps steps;
  private final SeriesTable input;
  private final Grouping grouping;

  /** The best of each group by step, null where none is wanted; as first samples appeared. */
  private final Map<Integer, @Nullable BestSamples[]> best = new LinkedHashMap<>();

  private SeriesChoice(Evaluation evaluation, Plan.Aggregate plan, double[] param, Steps steps) {
    this.evaluation = evaluation;
    this.plan = plan;
    this.param = param;
    this.steps = steps;
    input = evaluation.vector(plan.expr(), steps);
    grouping = new Grouping(evaluation, input, plan.grouping(), plan.without());
  }

  static SeriesTable evaluate(
      Evaluation evaluation, Plan.Aggregate plan, double[] param, Steps steps) {
    return new SeriesChoice(evaluation, plan, param, steps).choose();
  }

  private SeriesTable choose() {
    if (plan.op() == AggregateOperator.LIMIT_RATIO) {
      checkRatios();
      return MappedTable.of(input, this::sample);
    }
    if (Arrays.stream(param).allMatch(k -> k < 1)) {
      // Nothing is chosen; what there is to say about the input is said nevertheless.
      evaluation.scan(input, steps, (series, column) -> {});
      return new HeldTable();
    }
    Arrays.stream(param).forEach(SeriesChoice::requireInteger);
    evaluation.scan(input, steps, this::offer);
    return chosen();
  }

  /** Keeps the samples of a series at the steps whose ratio it is in. */
  private void sample(int series, Column column) {
    double offset = SamplingOffset.of(input.labels(series));
    for (int step = 0; step < steps.count(); step++) {
      double ratio = Math.clamp(param[step], -1, 1);
      boolean wanted = ratio >= 0 ? offset < ratio : offset >= 1 + ratio;
      if (!wanted) {
        column.remove(step);
      }
    }
  }

  private void offer(int series, Column column) {
    if (column.isEmpty()) {
      return;
    }
    @Nullable BestSamples[] byStep =
        best.computeIfAbsent(grouping.groupOf(series), group -> newBest());
    int kept = 0;
    for (int step = 0; step < steps.count(); step++) {
      BestSamples at = byStep[step];
      if (at == null || !column.has(step)) {
        continue;
      }
      Histogram h = column.histogram(step);
      if (h != null && plan.op() != AggregateOperator.LIMITK) {
        evaluation
            .annotations()
            .add(Infos.histogramIgnoredInAggregation(plan.op().text(), plan.position()));
      } else {
        kept += at.offer(series, column.value(step), h) ? 1 : 0;
      }
    }
    evaluation.budget().hold(kept);
  }

  private @Nullable BestSamples[] newBest() {
    @Nullable BestSamples[] byStep = new BestSamples[steps.count()];
    for (int step = 0; step < byStep.length; step++) {
      int k = (int) Math.min((long) param[step], input.size());
      byStep[step] = k < 1 ? null : new BestSamples(k, order());
    }
    return byStep;
  }

  /** The series chosen at any step; those of the first step first, group by group, best first. */
  private SeriesTable chosen() {
    Map<Integer, Column> columns = new LinkedHashMap<>();
    for (int step = 0; step < steps.count(); step++) {
      evaluation.checkpoint();
      for (@Nullable BestSamples[] byStep : best.values()) {
        BestSamples at = byStep[step];
        if (at != null) {
          int now = step;
          at.inOrder()
              .forEach(e -> e.putInto(columns.computeIfAbsent(e.series(), this::column), now));
        }
      }
    }
    HeldTable out = new HeldTable();
    columns.forEach((i, column) -> out.add(input.labels(i), input.dropsName(i), column));
    return out;
  }

  private Column column(int series) {
    evaluation.budget().hold(steps.count());
    return new Column(steps.count());
  }

  private void checkRatios() {
    if (Arrays.stream(param).anyMatch(Double::isNaN)) {
      throw error("Ratio value is NaN");
    }
    noteCapped(Arrays.stream(param).max().orElse(0), 1);
    noteCapped(Arrays.stream(param).min().orElse(0), -1);
  }

  private void noteCapped(double ratio, double cap) {
    Plan asked = plan.param();
    if (Math.abs(ratio) > 1 && Math.signum(ratio) == cap && asked != null) {
      evaluation.annotations().add(Warnings.invalidRatio(ratio, cap, asked.position()));
    }
  }

  private static void requireInteger(double k) {
    if (Double.isNaN(k)) {
      throw error("Parameter value is NaN");
    }
    if (k <= Long.MIN_VALUE) {
      throw error("Scalar value " + GoFloat.shortest(k) + " underflows int64");
    }
    if (k >= Long.MAX_VALUE) {
      throw error("Scalar value " + GoFloat.shortest(k) + " overflows int64");
    }
  }

  private static QueryException error(String message) {
    return new QueryException(QueryException.Kind.EXECUTION, message);
  }

  private BestSamples.Order order() {
    return switch (plan.op()) {
      case TOPK -> BestSamples.Order.GREATEST;
      case BOTTOMK -> BestSamples.Order.LEAST;
      default -> BestSamples.Order.FIRST;
    };
  }
}
