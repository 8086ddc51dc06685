package io.atalaya.query.exec;

import io.atalaya.model.GoFloat;
import io.atalaya.model.GoQuote;
import io.atalaya.model.GoString;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.query.plan.Plan;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code count_values}: how many series of a group have each value. */
final class ValueCounts {
  private ValueCounts() {}

  static SeriesTable evaluate(Evaluation evaluation, Plan.Aggregate plan, Steps steps) {
    Plan param = plan.param();
    String label = param == null ? "" : LabelFunctions.text(param);
    if (label.isEmpty() || !GoString.isUtf8(label)) {
      throw new QueryException(
          QueryException.Kind.EXECUTION, "invalid label name " + GoQuote.of(label));
    }
    Set<String> names = new HashSet<>(plan.grouping());
    names.add(plan.without() ? Labels.METRIC_NAME : label);
    SeriesTable input = evaluation.vector(plan.expr(), steps);
    Map<Labels, Column> counts = new LinkedHashMap<>();
    evaluation.scan(
        input,
        steps,
        (i, column) -> {
          for (int step = 0; step < steps.count(); step++) {
            evaluation.checkpointAt(step);
            if (column.has(step)) {
              Labels valued = input.labels(i).with(label, text(column, step));
              Labels group = LabelSets.filtered(valued, names, !plan.without());
              Column count = counts.computeIfAbsent(group, g -> newCount(evaluation, steps));
              count.set(step, count.has(step) ? count.value(step) + 1 : 1);
            }
          }
        });
    HeldTable out = new HeldTable();
    counts.forEach((labels, count) -> out.add(labels, false, count));
    return out;
  }

  private static Column newCount(Evaluation evaluation, Steps steps) {
    evaluation.budget().hold(steps.count());
    return new Column(steps.count());
  }

  private static String text(Column column, int step) {
    Histogram h = column.histogram(step);
    return h == null ? GoFloat.plain(column.value(step)) : Histograms.toText(h);
  }
}
