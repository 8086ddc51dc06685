package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.StorageException;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One run of one plan: turns nodes into tables and keeps what they share. For one thread. */
public final class Evaluation implements AutoCloseable {
  private final SeriesSource source;
  private final Settings settings;
  private final Annotations annotations;
  private final Runnable checkpoint;
  private final Budget budget;
  private final List<SeriesSet> open = new ArrayList<>();
  private final Calls calls = new Calls(this);
  private final Aggregations aggregations = new Aggregations(this);
  private final BinaryOperations binaryOperations = new BinaryOperations(this);

  /**
   * An evaluation that has not begun.
   *
   * @param checkpoint called often; throws if the query is to end
   */
  public Evaluation(
      SeriesSource source, Settings settings, Annotations annotations, Runnable checkpoint) {
    this.source = source;
    this.settings = settings;
    this.annotations = annotations;
    this.checkpoint = checkpoint;
    budget = new Budget(settings.maxSamples());
  }

  Settings settings() {
    return settings;
  }

  Annotations annotations() {
    return annotations;
  }

  Budget budget() {
    return budget;
  }

  void checkpoint() {
    checkpoint.run();
  }

  public long samplesRead() {
    return budget.read();
  }

  public long peakSamples() {
    return budget.peak();
  }

  public long seriesSelected() {
    return budget.series();
  }

  /**
   * The steps from a first to a last time, both included if they are steps.
   *
   * @throws QueryException if a single series would have too many samples
   */
  Steps steps(long startMillis, long endMillis, long stepMillis) {
    long count = Steps.countBetween(startMillis, endMillis, stepMillis);
    budget.requireAffordable(Math.max(count, 1));
    if (count > Integer.MAX_VALUE) {
      throw new QueryException(QueryException.Kind.EXECUTION, "query has too many steps: " + count);
    }
    return new Steps(startMillis, stepMillis, (int) count);
  }

  /** An expression of type vector at all steps. */
  SeriesTable vector(Plan plan, Steps steps) {
    checkpoint();
    if (steps.count() == 0) {
      return new HeldTable();
    }
    return switch (plan) {
      case Plan.Select select -> select(select, steps);
      case Plan.Call call -> calls.vector(call, steps);
      case Plan.Aggregate aggregate -> aggregations.evaluate(aggregate, steps);
      case Plan.Binary binary -> binaryOperations.vector(binary, steps);
      case Plan.Negate negate -> negate(negate, steps);
      case Plan.StepInvariant invariant -> invariant(invariant, steps);
      case Plan.Constant constant -> single(Scalars.constant(constant.value(), steps));
      case Plan.Text t -> throw notA("vector", t);
      case Plan.SelectRange s -> throw notA("vector", s);
      case Plan.Subquery s -> throw notA("vector", s);
    };
  }

  /** An expression of type scalar, by step. */
  double[] scalar(Plan plan, Steps steps) {
    return switch (plan) {
      case Plan.Constant constant -> Scalars.constant(constant.value(), steps);
      case Plan.Call call -> calls.scalar(call, steps);
      case Plan.Binary b ->
          Scalars.binary(b.op(), scalar(b.left(), steps), scalar(b.right(), steps));
      case Plan.Negate negate -> Scalars.negate(scalar(negate.expr(), steps));
      case Plan.StepInvariant invariant -> invariantScalar(invariant, steps);
      case Plan.Text t -> throw notA("scalar", t);
      case Plan.Select s -> throw notA("scalar", s);
      case Plan.SelectRange s -> throw notA("scalar", s);
      case Plan.Subquery s -> throw notA("scalar", s);
      case Plan.Aggregate a -> throw notA("scalar", a);
    };
  }

  private static QueryException notA(String type, Plan plan) {
    return new QueryException(
        QueryException.Kind.INTERNAL, "expected a " + type + ", got " + plan.type().text());
  }

  /** A table of one series without labels. */
  static SeriesTable single(double[] values) {
    Column column = new Column(values.length);
    for (int step = 0; step < values.length; step++) {
      column.set(step, values[step]);
    }
    HeldTable table = new HeldTable();
    table.add(Labels.empty(), false, column);
    return table;
  }

  private SeriesTable select(Plan.Select plan, Steps steps) {
    Selector selector = plan.selector();
    if (selector.extension() != RangeExtension.SMOOTHED) {
      return select(selector, steps);
    }
    long lookback = settings.lookbackMillis();
    SeriesSet series =
        series(
            selector,
            selector.referenceMillis(steps.startMillis()) - lookback + 1,
            selector.referenceMillis(steps.lastMillis()) + lookback);
    return new SmoothedTable(this, series, selector, plan.position(), steps);
  }

  SelectTable select(Selector selector, Steps steps) {
    long lookback = settings.lookbackMillis();
    long from = selector.referenceMillis(steps.startMillis()) - lookback + 1;
    long to = selector.referenceMillis(steps.lastMillis());
    return new SelectTable(this, series(selector, from, to), selector, steps);
  }

  /** The series a selector finds; open until the end of the evaluation. */
  SeriesSet series(Selector selector, long fromMillis, long toMillis) {
    try {
      SeriesSet set =
          source.select(
              SeriesSelection.of(settings.tenant(), selector.matchers(), fromMillis, toMillis));
      open.add(set);
      set.warnings().forEach(text -> annotations.add(Warnings.ofSource(text)));
      budget.countSeries(set.size());
      return set;
    } catch (StorageException e) {
      throw new QueryException(
          QueryException.Kind.INTERNAL, "expanding series: " + e.getMessage(), e);
    }
  }

  private SeriesTable negate(Plan.Negate plan, Steps steps) {
    SeriesTable inner = vector(plan.expr(), steps);
    return distinct().merged(renamed(MappedTable.of(inner, Negation::apply)), steps);
  }

  private SeriesTable invariant(Plan.StepInvariant plan, Steps steps) {
    Steps one = Steps.at(steps.startMillis());
    return new RepeatedTable(vector(plan.expr(), one), steps);
  }

  private double[] invariantScalar(Plan.StepInvariant plan, Steps steps) {
    double[] values = new double[steps.count()];
    Arrays.fill(values, scalar(plan.expr(), Steps.at(steps.startMillis()))[0]);
    return values;
  }

  /** The table with names dropped, or marked to be dropped at the end. */
  SeriesTable renamed(SeriesTable table) {
    return new NamelessTable(table, settings.delayedNameRemoval());
  }

  /** Hands on all series of a table in their order. */
  void scan(SeriesTable table, Steps steps, ColumnConsumer consumer) {
    if (ParallelScan.isWorthwhile(this, table, steps.count())) {
      ParallelScan.run(this, table, steps.count(), consumer);
      return;
    }
    SeriesTable.Cursor cursor = table.cursor();
    Column column = new Column(steps.count());
    for (int i = 0; i < table.size(); i++) {
      checkpoint();
      cursor.read(i, column);
      consumer.accept(i, column);
    }
  }

  Distinct distinct() {
    return new Distinct(this);
  }

  /** Range vectors as the functions read them. */
  RangeSource ranges(Plan plan, Steps steps) {
    return switch (plan.unmarked()) {
      case Plan.SelectRange select -> SelectedRanges.of(this, select, steps);
      case Plan.Subquery subquery -> SubqueryRanges.of(this, subquery, steps);
      case Plan.Constant p -> throw notA("matrix", p);
      case Plan.Text p -> throw notA("matrix", p);
      case Plan.Select p -> throw notA("matrix", p);
      case Plan.Call p -> throw notA("matrix", p);
      case Plan.Aggregate p -> throw notA("matrix", p);
      case Plan.Binary p -> throw notA("matrix", p);
      case Plan.Negate p -> throw notA("matrix", p);
      case Plan.StepInvariant p -> throw notA("matrix", p);
    };
  }

  @Override
  public void close() {
    for (SeriesSet set : open) {
      set.close();
    }
    open.clear();
  }
}
