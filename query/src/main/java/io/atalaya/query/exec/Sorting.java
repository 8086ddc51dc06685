package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The functions {@code sort…}, which have an effect on instant queries only. */
final class Sorting {
  private Sorting() {}

  static SeriesTable apply(Evaluation evaluation, Plan.Call call, Steps steps) {
    SeriesTable table = evaluation.vector(call.args().getFirst(), steps);
    boolean byValue = call.function().equals("sort") || call.function().equals("sort_desc");
    if (byValue) {
      table = MappedTable.of(table, (i, column) -> removeHistograms(column));
    }
    if (!steps.isInstant()) {
      evaluation.annotations().add(Warnings.sortInRangeQuery(call.position()));
      return table;
    }
    HeldTable held = HeldTable.of(table, evaluation, steps);
    return ordered(held, evaluation.watched(order(held, call)));
  }

  private static void removeHistograms(Column column) {
    for (int step = 0; column.hasHistograms() && step < column.steps(); step++) {
      if (column.histogram(step) != null) {
        column.remove(step);
      }
    }
  }

  private static Comparator<Integer> order(HeldTable table, Plan.Call call) {
    List<String> names = new ArrayList<>();
    for (Plan arg : call.args().subList(1, call.args().size())) {
      names.add(LabelFunctions.text(arg));
    }
    return switch (call.function()) {
      case "sort" -> (a, b) -> byValue(table, a, b, 1);
      case "sort_desc" -> (a, b) -> byValue(table, a, b, -1);
      case "sort_by_label" -> (a, b) -> byLabels(table.labels(a), table.labels(b), names);
      default -> (a, b) -> byLabels(table.labels(b), table.labels(a), names);
    };
  }

  /** NaN comes last in both directions. */
  private static int byValue(HeldTable table, int a, int b, int sign) {
    double x = table.column(a).value(0);
    double y = table.column(b).value(0);
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
    }
    return x == y ? 0 : x < y ? -sign : sign;
  }

  private static int byLabels(Labels a, Labels b, List<String> names) {
    for (String name : names) {
      int c = NaturalOrder.compare(a.get(name), b.get(name));
      if (c != 0) {
        return c;
      }
    }
    return a.compareTo(b);
  }

  private static HeldTable ordered(HeldTable table, Comparator<Integer> order) {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      indexes.add(i);
    }
    indexes.sort(order);
    HeldTable out = new HeldTable();
    for (int i : indexes) {
      out.add(table.labels(i), table.dropsName(i), table.column(i));
    }
    return out;
  }
}
