package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorMatching.Cardinality;
import io.atalaya.query.function.SampleCell;
import io.atalaya.query.function.SampleOperator;
import io.atalaya.query.plan.Plan;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation between two vectors, matched by labels.
 *
 * <p>One side is the <em>one</em> side: per signature it may have one sample at a step. Its samples
 * are put into a slot per signature. Then the series of the <em>many</em> side pass by, one after
 * the other, each looking into its slot; in one-to-one matching the left side is the many side, and
 * no slot may be used twice at a step.
 */
final class VectorJoin {
  private final Evaluation evaluation;
  private final Plan.Binary plan;
  private final VectorMatching matching;
  private final Steps steps;
  private final boolean oneToOne;
  private final boolean swapped;
  private final SampleOperator operator;
  private final SampleCell cell = new SampleCell();
  private final Map<Labels, Column> outputs = new LinkedHashMap<>();
  private final Map<Labels, Map<Labels, Labels>> resultLabels = new HashMap<>();
  private final Set<String> matchNames;

  VectorJoin(Evaluation evaluation, Plan.Binary plan, VectorMatching matching, Steps steps) {
    this.evaluation = evaluation;
    this.plan = plan;
    this.matching = matching;
    this.steps = steps;
    oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
    swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    operator = new SampleOperator(plan.op(), plan.position(), evaluation.annotations());
    matchNames = new HashSet<>(matching.labels());
  }

  SeriesTable join(SeriesTable left, SeriesTable right) {
    SeriesTable many = swapped ? right : left;
    HeldTable one = HeldTable.of(swapped ? left : right, evaluation, steps);
    Signatures signatures = new Signatures(matching);
    int[] oneSignatures = signatures.of(one);
    int[] manySignatures = signatures.of(many);
    Slot[] slots = new Slot[signatures.size()];
    Arrays.setAll(slots, s -> new Slot(steps.count()));
    for (int i = 0; i < one.size(); i++) {
      fill(slots[oneSignatures[i]], one, i);
    }
    SeriesTable.Cursor cursor = many.cursor();
    Column column = new Column(steps.count());
    for (int i = 0; i < many.size(); i++) {
      cursor.read(i, column);
      joinSeries(many.labels(i), column, one, slots[manySignatures[i]]);
    }
    fillMissingMany(one, oneSignatures, slots);
    return result();
  }

  /** What the one side has with one signature, by step. */
  private static final class Slot {
    private final int[] series;
    private final BitSet used = new BitSet();
    private final Map<Labels, BitSet> usedBy = new HashMap<>();

    Slot(int steps) {
      series = new int[steps];
      Arrays.fill(series, -1);
    }
  }

  private void fill(Slot slot, HeldTable one, int i) {
    Column column = one.column(i);
    for (int step = 0; step < steps.count(); step++) {
      if (column.has(step)) {
        if (slot.series[step] >= 0) {
          throw duplicate(one.labels(i), one.labels(slot.series[step]));
        }
        slot.series[step] = i;
      }
    }
  }

  private QueryException duplicate(Labels labels, Labels other) {
    String first = labels.toString();
    String second = other.toString();
    boolean ascending = Labels.compareUtf8(first, second) <= 0;
    return error(
        "found duplicate series for the match group "
            + Signatures.matchLabels(labels, matching)
            + " on the "
            + (swapped ? "left" : "right")
            + " hand-side of the operation: ["
            + (ascending ? first : second)
            + ", "
            + (ascending ? second : first)
            + "];many-to-many matching not allowed: matching labels must be unique on one side");
  }

  private static QueryException error(String message) {
    return new QueryException(QueryException.Kind.EXECUTION, message);
  }

  private void joinSeries(Labels labels, Column column, HeldTable one, Slot slot) {
    // As in Prometheus, the values to fill in change sides together with the vectors.
    Double fill = matching.fillRight();
    Labels filled = fill == null ? Labels.empty() : Signatures.matchLabels(labels, matching);
    for (int step = 0; step < steps.count(); step++) {
      if (!column.has(step)) {
        continue;
      }
      int match = slot.series[step];
      if (match >= 0) {
        Column other = one.column(match);
        combine(
            step,
            slot,
            new Side(labels, column.value(step), column.histogram(step)),
            new Side(one.labels(match), other.value(step), other.histogram(step)));
      } else if (fill != null) {
        combine(
            step,
            slot,
            new Side(labels, column.value(step), column.histogram(step)),
            new Side(filled, fill, null));
      }
    }
  }

  private record Side(Labels labels, double value, @Nullable Histogram histogram) {}

  private void fillMissingMany(HeldTable one, int[] signatures, Slot[] slots) {
    Double fill = matching.fillLeft();
    if (fill == null) {
      return;
    }
    for (int i = 0; i < one.size(); i++) {
      Slot slot = slots[signatures[i]];
      Column column = one.column(i);
      Labels filled = Signatures.matchLabels(one.labels(i), matching);
      for (int step = 0; step < steps.count(); step++) {
        if (column.has(step) && !slot.used.get(step)) {
          combine(
              step,
              slot,
              new Side(filled, fill, null),
              new Side(one.labels(i), column.value(step), column.histogram(step)));
        }
      }
    }
  }

  private void combine(int step, Slot slot, Side many, Side one) {
    Side left = swapped ? one : many;
    Side right = swapped ? many : one;
    boolean holds = operator.apply(left.value, left.histogram, right.value, right.histogram, cell);
    if (!cell.isPresent()) {
      return;
    }
    Labels labels = resultLabels(many.labels, one.labels);
    if (oneToOne && slot.used.get(step)) {
      throw error(
          "multiple matches for labels: many-to-one matching must be explicit"
              + " (group_left/group_right)");
    }
    slot.used.set(step);
    if (!oneToOne) {
      BitSet usedBy = slot.usedBy.computeIfAbsent(labels, l -> new BitSet());
      if (usedBy.get(step)) {
        throw error("multiple matches for labels: grouping labels must ensure unique matches");
      }
      usedBy.set(step);
    }
    if (plan.returnBool()) {
      cell.set(holds ? 1 : 0);
    } else if (!holds) {
      return;
    }
    emit(step, labels);
  }

  private void emit(int step, Labels labels) {
    Column column = outputs.computeIfAbsent(labels, l -> new Column(steps.count()));
    if (column.has(step)) {
      throw Distinct.sameLabels();
    }
    column.set(step, cell);
  }

  private Labels resultLabels(Labels many, Labels one) {
    return resultLabels
        .computeIfAbsent(many, m -> new HashMap<>())
        .computeIfAbsent(one, o -> makeResultLabels(many, o));
  }

  private Labels makeResultLabels(Labels many, Labels one) {
    boolean drop =
        BinaryOperations.changesMetric(plan.op())
            || (plan.returnBool() && !evaluation.settings().delayedNameRemoval());
    Labels labels = drop ? LabelSets.withoutMetadata(many) : many;
    if (oneToOne) {
      labels = LabelSets.filtered(labels, matchNames, matching.on());
    }
    if (matching.include().isEmpty()) {
      return labels;
    }
    Labels.Builder builder = labels.toBuilder();
    for (String name : matching.include()) {
      builder.set(name, one.get(name));
    }
    return builder.build();
  }

  private SeriesTable result() {
    HeldTable table = new HeldTable();
    outputs.forEach((labels, column) -> table.add(labels, plan.returnBool(), column));
    return table;
  }
}
