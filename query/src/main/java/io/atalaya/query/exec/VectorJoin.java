package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorMatching.Cardinality;
import io.atalaya.query.function.Arithmetic;
import io.atalaya.query.function.SampleCell;
import io.atalaya.query.function.SampleOperator;
import io.atalaya.query.plan.Plan;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An operation between two vectors, matched by labels.
 *
 * <p>One side is the <em>one</em> side: per signature it may have one sample at a step. Its samples
 * are put into a slot per signature. Then the series of the <em>many</em> side pass by, one after
 * the other, each looking into its slot; in one-to-one matching the left side is the many side, and
 * no slot may be used twice at a step. Of what the pairs of one step have to say, only the last
 * thing is told.
 */
final class VectorJoin {
  private static final int NO_SERIES = -1;

  private final Evaluation evaluation;
  private final Plan.Binary plan;
  private final VectorMatching matching;
  private final Steps steps;
  private final boolean oneToOne;
  private final boolean swapped;
  private final SampleOperator operator;
  private final SampleCell cell = new SampleCell();
  private final Map<Labels, Column> outputs = new LinkedHashMap<>();
  private final Set<String> matchNames;

  /** By step, what was said last. */
  private final @Nullable Annotation[] said;

  private int stepAtHand;

  /** By step, two series of the one side that have the same signature. */
  private final NavigableMap<Integer, Twins> twins = new TreeMap<>();

  VectorJoin(Evaluation evaluation, Plan.Binary plan, VectorMatching matching, Steps steps) {
    this.evaluation = evaluation;
    this.plan = plan;
    this.matching = matching;
    this.steps = steps;
    oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
    swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    said = new Annotation[steps.count()];
    operator = new SampleOperator(plan.op(), plan.position(), a -> said[stepAtHand] = a);
    matchNames = new HashSet<>(matching.labels());
  }

  SeriesTable join(SeriesTable left, SeriesTable right) {
    SeriesTable many = swapped ? right : left;
    HeldTable one = HeldTable.of(swapped ? left : right, evaluation, steps);
    Signatures signatures = new Signatures(evaluation, matching);
    int[] oneSignatures = signatures.of(one);
    int[] manySignatures = signatures.of(many);
    Slot[] slots = new Slot[signatures.size()];
    Arrays.setAll(slots, s -> new Slot());
    for (int i = 0; i < one.size(); i++) {
      fill(slots[oneSignatures[i]], one, i);
    }
    BitSet manyPresent = new BitSet();
    evaluation.scan(
        many,
        steps,
        (i, column) -> {
          if (!twins.isEmpty()) {
            manyPresent.or(BitSet.valueOf(column.presence()));
          }
          joinSeries(many.labels(i), column, one, slots[manySignatures[i]]);
        });
    refuseTwins(one, manyPresent);
    fillMissingMany(one, oneSignatures, slots);
    for (Annotation annotation : said) {
      if (annotation != null) {
        evaluation.annotations().add(annotation);
      }
    }
    one.release(evaluation.budget());
    return result();
  }

  /** What the one side has with one signature: mostly one series, else one or another by step. */
  private static final class Slot {
    private int only = NO_SERIES;
    private int @Nullable [] byStep;
    private final BitSet used = new BitSet();
    private final Map<Labels, BitSet> usedBy = new HashMap<>();

    int at(int step, HeldTable one) {
      int[] all = byStep;
      if (all != null) {
        return all[step];
      }
      return only != NO_SERIES && one.column(only).has(step) ? only : NO_SERIES;
    }
  }

  private void fill(Slot slot, HeldTable one, int i) {
    if (slot.only == NO_SERIES) {
      slot.only = i;
      return;
    }
    int[] byStep = slot.byStep;
    if (byStep == null) {
      byStep = new int[steps.count()];
      for (int step = 0; step < byStep.length; step++) {
        byStep[step] = slot.at(step, one);
      }
      slot.byStep = byStep;
    }
    for (int step = 0; step < byStep.length; step++) {
      if (one.column(i).has(step)) {
        if (byStep[step] != NO_SERIES) {
          twins.putIfAbsent(step, new Twins(i, byStep[step]));
        }
        byStep[step] = i;
      }
    }
  }

  private record Twins(int series, int other) {}

  /**
   * A series of the one side may not stand beside another of its signature, unless the many side is
   * empty at that step: then Prometheus does not look, and neither do we.
   */
  private void refuseTwins(HeldTable one, BitSet manyPresent) {
    for (Map.Entry<Integer, Twins> e : twins.entrySet()) {
      if (matching.hasFill() || manyPresent.get(e.getKey())) {
        Twins pair = e.getValue();
        throw duplicate(one.labels(pair.series), one.labels(pair.other));
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
    if (slot.only == NO_SERIES && !matching.hasFill()) {
      return;
    }
    if (joinAtOnce(labels, column, one, slot)) {
      return;
    }
    Side side = new Side(labels, column, 0);
    Pair pair = null;
    int paired = NO_SERIES;
    for (int step = 0; step < steps.count(); step++) {
      if (!column.has(step) || twins.containsKey(step)) {
        continue;
      }
      int match = slot.at(step, one);
      if (pair == null || match != paired) {
        Side other = otherSide(labels, one, match);
        pair = other == null ? null : new Pair(side, other, slot);
        paired = match;
      }
      if (pair != null) {
        combine(step, pair);
      }
    }
  }

  /**
   * Joins two series of floats at all steps, if it is an arithmetic operation and nobody else gives
   * a result of these labels, so that nothing can go wrong. False, with nothing done, otherwise.
   */
  private boolean joinAtOnce(Labels labels, Column column, HeldTable one, Slot slot) {
    if (slot.byStep != null || matching.hasFill() || !slot.used.isEmpty()) {
      return false;
    }
    Column other = one.column(slot.only);
    boolean simple = plan.op().kind() == BinaryOperator.Kind.ARITHMETIC && !plan.returnBool();
    if (!simple || column.hasHistograms() || other.hasHistograms()) {
      return false;
    }
    Labels result = resultLabels(labels, one.labels(slot.only));
    if (outputs.containsKey(result)) {
      return false;
    }
    column.mask(other.presence(), true);
    if (column.isEmpty()) {
      return true;
    }
    Column output = newOutput(result);
    output.copyFrom(column);
    double[] left = (swapped ? other : column).values();
    double[] right = (swapped ? column : other).values();
    Arithmetic.apply(plan.op(), left, right, output.values());
    outputs.put(result, output);
    BitSet used = BitSet.valueOf(column.presence());
    if (oneToOne) {
      slot.used.or(used);
    } else {
      slot.usedBy.put(result, used);
    }
    return true;
  }

  /** A series of the one side, or a value to fill in where there is none. */
  private @Nullable Side otherSide(Labels labels, HeldTable one, int match) {
    if (match != NO_SERIES) {
      return new Side(one.labels(match), one.column(match), 0);
    }
    // As in Prometheus, the values to fill in change sides together with the vectors.
    Double fill = matching.fillRight();
    return fill == null ? null : new Side(Signatures.matchLabels(labels, matching), null, fill);
  }

  private void fillMissingMany(HeldTable one, int[] signatures, Slot[] slots) {
    Double fill = matching.fillLeft();
    if (fill == null) {
      return;
    }
    for (int i = 0; i < one.size(); i++) {
      evaluation.checkpoint();
      Slot slot = slots[signatures[i]];
      Side side = new Side(one.labels(i), one.column(i), 0);
      Side filled = new Side(Signatures.matchLabels(one.labels(i), matching), null, fill);
      Pair pair = new Pair(filled, side, slot);
      for (int step = 0; step < steps.count(); step++) {
        if (one.column(i).has(step) && !slot.used.get(step)) {
          combine(step, pair);
        }
      }
    }
  }

  /** One side of a pair: a series, or a value to fill in if the column is null. */
  private record Side(Labels labels, @Nullable Column column, double fill) {
    double value(int step) {
      return column == null ? fill : column.value(step);
    }

    @Nullable Histogram histogram(int step) {
      return column == null ? null : column.histogram(step);
    }
  }

  /** Two series that match, and where their results go. */
  private final class Pair {
    private final Side left;
    private final Side right;
    private final Slot slot;
    private final Column output;
    private final @Nullable BitSet used;

    Pair(Side many, Side one, Slot slot) {
      left = swapped ? one : many;
      right = swapped ? many : one;
      this.slot = slot;
      Labels labels = resultLabels(many.labels, one.labels);
      output = outputs.computeIfAbsent(labels, VectorJoin.this::newOutput);
      used = oneToOne ? null : slot.usedBy.computeIfAbsent(labels, l -> new BitSet());
    }
  }

  private Column newOutput(Labels labels) {
    evaluation.budget().hold(steps.count());
    return new Column(steps.count());
  }

  private void combine(int step, Pair pair) {
    Side left = pair.left;
    Side right = pair.right;
    stepAtHand = step;
    boolean holds =
        operator.apply(
            left.value(step), left.histogram(step), right.value(step), right.histogram(step), cell);
    if (!cell.isPresent()) {
      return;
    }
    use(step, pair);
    if (plan.returnBool()) {
      cell.set(holds ? 1 : 0);
    } else if (!holds) {
      return;
    }
    if (pair.output.has(step)) {
      throw Distinct.sameLabels();
    }
    pair.output.set(step, cell);
  }

  private void use(int step, Pair pair) {
    if (oneToOne && pair.slot.used.get(step)) {
      throw error(
          "multiple matches for labels: many-to-one matching must be explicit"
              + " (group_left/group_right)");
    }
    pair.slot.used.set(step);
    if (pair.used != null) {
      if (pair.used.get(step)) {
        throw error("multiple matches for labels: grouping labels must ensure unique matches");
      }
      pair.used.set(step);
    }
  }

  private Labels resultLabels(Labels many, Labels one) {
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
    for (String name : matching.include()) {
      labels = labels.with(name, one.get(name));
    }
    return labels;
  }

  private SeriesTable result() {
    HeldTable table = new HeldTable();
    outputs.forEach(
        (labels, column) -> {
          if (!column.isEmpty()) {
            table.add(labels, plan.returnBool(), column);
          }
        });
    return table;
  }
}
