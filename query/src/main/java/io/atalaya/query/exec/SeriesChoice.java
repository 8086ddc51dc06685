package io.atalaya.query.exec;

import io.atalaya.model.QueryException;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.number.GoNumbers;
import io.atalaya.query.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code topk}, {@code bottomk} and {@code limitk}: some series of each group, at each step. */
final class SeriesChoice {
  private final Evaluation evaluation;
  private final Plan.Aggregate plan;
  private final double[] param;
  private final Steps steps;
  private final HeldTable input;
  private final Grouping grouping;

  private SeriesChoice(Evaluation evaluation, Plan.Aggregate plan, double[] param, Steps steps) {
    this.evaluation = evaluation;
    this.plan = plan;
    this.param = param;
    this.steps = steps;
    input = HeldTable.of(evaluation.vector(plan.expr(), steps), evaluation, steps);
    grouping = new Grouping(input, plan.grouping(), plan.without());
  }

  static SeriesTable evaluate(
      Evaluation evaluation, Plan.Aggregate plan, double[] param, Steps steps) {
    return new SeriesChoice(evaluation, plan, param, steps).choose();
  }

  private SeriesTable choose() {
    if (plan.op() == AggregateOperator.LIMIT_RATIO) {
      checkRatios();
    } else if (Arrays.stream(param).allMatch(k -> k < 1)) {
      return new HeldTable();
    } else {
      Arrays.stream(param).forEach(SeriesChoice::requireInteger);
    }
    @Nullable Column[] chosen = new Column[input.size()];
    List<Integer> order = new ArrayList<>();
    for (int step = 0; step < steps.count(); step++) {
      evaluation.checkpoint();
      for (int i : chosenAt(step)) {
        Column column = chosen[i];
        if (column == null) {
          column = new Column(steps.count());
          chosen[i] = column;
          order.add(i);
        }
        column.copyStep(input.column(i), step);
      }
    }
    input.release(evaluation.budget());
    HeldTable out = new HeldTable();
    for (int i : order) {
      Column column = chosen[i];
      if (column != null) {
        out.add(input.labels(i), input.dropsName(i), column);
      }
    }
    return out;
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
      throw error("Scalar value " + GoNumbers.shortest(k) + " underflows int64");
    }
    if (k >= Long.MAX_VALUE) {
      throw error("Scalar value " + GoNumbers.shortest(k) + " overflows int64");
    }
  }

  private static QueryException error(String message) {
    return new QueryException(QueryException.Kind.EXECUTION, message);
  }

  /** The series chosen at one step, group by group, in the order of an instant query's answer. */
  private List<Integer> chosenAt(int step) {
    return plan.op() == AggregateOperator.LIMIT_RATIO ? sampledAt(step) : bestAt(step);
  }

  private List<Integer> sampledAt(int step) {
    double ratio = Math.clamp(param[step], -1, 1);
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < input.size(); i++) {
      double offset = SamplingOffset.of(input.labels(i));
      boolean wanted = ratio >= 0 ? offset < ratio : offset >= 1 + ratio;
      if (wanted && input.column(i).has(step)) {
        chosen.add(i);
      }
    }
    return chosen;
  }

  private List<Integer> bestAt(int step) {
    int k = (int) Math.min((long) param[step], input.size());
    if (k < 1) {
      return List.of();
    }
    BestSamples[] best = new BestSamples[grouping.groups()];
    Arrays.setAll(best, g -> new BestSamples(k, order()));
    for (int i = 0; i < input.size(); i++) {
      Column column = input.column(i);
      if (!column.has(step)) {
        continue;
      }
      if (column.histogram(step) != null && plan.op() != AggregateOperator.LIMITK) {
        evaluation
            .annotations()
            .add(Infos.histogramIgnoredInAggregation(plan.op().text(), plan.position()));
        continue;
      }
      best[grouping.groupOf(i)].offer(i, column.value(step));
    }
    List<Integer> chosen = new ArrayList<>();
    for (BestSamples b : best) {
      chosen.addAll(b.inOrder());
    }
    return chosen;
  }

  private BestSamples.Order order() {
    return switch (plan.op()) {
      case TOPK -> BestSamples.Order.GREATEST;
      case BOTTOMK -> BestSamples.Order.LEAST;
      default -> BestSamples.Order.FIRST;
    };
  }
}
