package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.query.plan.Plan;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code absent} and {@code absent_over_time}: one at the steps without any sample. */
final class Absence {
  private Absence() {}

  static SeriesTable ofVector(Evaluation evaluation, Plan.Call call, Steps steps) {
    return ofRange(evaluation.vector(call.args().getFirst(), steps), call, steps);
  }

  /** Where no series of the table has a sample. */
  static SeriesTable ofRange(SeriesTable table, Plan.Call call, Steps steps) {
    Column absent = new Column(steps.count());
    for (int step = 0; step < steps.count(); step++) {
      absent.set(step, 1);
    }
    SeriesTable.Cursor cursor = table.cursor();
    Column column = new Column(steps.count());
    for (int i = 0; i < table.size() && !absent.isEmpty(); i++) {
      cursor.read(i, column);
      absent.mask(column.presence(), false);
    }
    HeldTable out = new HeldTable();
    if (!absent.isEmpty()) {
      out.add(labels(call.args().getFirst()), false, absent);
    }
    return out;
  }

  /**
   * The labels a selector fixes; one that it mentions twice or not with {@code =} is unknown.
   * Prometheus' storage has moved the matchers that choose before those that only take away.
   */
  private static Labels labels(Plan arg) {
    List<Matcher> matchers =
        switch (arg) {
          case Plan.Select select -> select.selector().matchers();
          case Plan.SelectRange range -> range.selector().matchers();
          case Plan.Constant p -> List.of();
          case Plan.Text p -> List.of();
          case Plan.Subquery p -> List.of();
          case Plan.Call p -> List.of();
          case Plan.Aggregate p -> List.of();
          case Plan.Binary p -> List.of();
          case Plan.Sign p -> List.of();
          case Plan.StepInvariant p -> List.of();
        };
    Labels.Builder labels = Labels.builder();
    Set<String> seen = new HashSet<>();
    for (Matcher m : choosingFirst(matchers)) {
      if (m.name().equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (m.type() == Matcher.Type.EQUAL && seen.add(m.name())) {
        labels.set(m.name(), m.value());
      } else {
        labels.remove(m.name());
      }
    }
    return labels.build();
  }

  private static List<Matcher> choosingFirst(List<Matcher> matchers) {
    Set<String> required = new HashSet<>();
    for (Matcher m : matchers) {
      if (!m.matches("")) {
        required.add(m.name());
      }
    }
    return matchers.stream()
        .sorted(Comparator.comparing(m -> !required.contains(m.name()) || isNegative(m)))
        .toList();
  }

  private static boolean isNegative(Matcher m) {
    return m.type() != Matcher.Type.EQUAL && m.type() != Matcher.Type.REGEX && m.matches("");
  }
}
