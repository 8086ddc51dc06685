package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.SampleUse;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.StorageException;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Repeats;
import io.atalaya.query.plan.Selector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of one plan: turns nodes into tables and keeps what they share. For one thread. */
public final class Evaluation implements AutoCloseable {
  private static final int CHECKPOINT_MASK = 511;
  private static final int SERIES_CHECKPOINT_MASK = 7;

  private final SeriesSource source;
  private final Settings settings;
  private final Annotations annotations;
  private final Runnable checkpoint;
  private final Budget budget;
  private final Map<SeriesSelection, SeriesSet> open = new HashMap<>();
  private final Map<Part, SeriesTable> results = new HashMap<>();
  private Repeats repeats;
  private SampleCount sampleCount = SampleCount.NONE;
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
    repeats = Repeats.none();
    this.source = source;
    this.settings = settings;
    this.annotations = annotations;
    this.checkpoint = checkpoint;
    budget = new Budget(settings.maxSamples(), settings.maxBytes());
  }

  /** Looks at a whole plan before its parts are evaluated. */
  void begin(Plan plan) {
    StepCounts counts = settings.stepCounts();
    // Prometheus counts a part as often as it is written.
    repeats = counts == null ? Repeats.of(plan) : Repeats.none();
    sampleCount = counts == null ? SampleCount.NONE : counts;
  }

  /** Counts the samples that what is evaluated now looks at. */
  SampleCount sampleCount() {
    return sampleCount;
  }

  /** Evaluates something whose samples are counted in another way. */
  <T> T counted(SampleCount how, Supplier<T> work) {
    SampleCount before = sampleCount;
    sampleCount = how;
    try {
      return work.get();
    } finally {
      sampleCount = before;
    }
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

  /** A checkpoint in a loop over many small things. */
  void checkpointAt(int i) {
    if ((i & CHECKPOINT_MASK) == 0) {
      checkpoint();
    }
  }

  /** A checkpoint in a loop over series, each of which takes microseconds to read. */
  void checkpointAtSeries(int i) {
    if ((i & SERIES_CHECKPOINT_MASK) == 0) {
      checkpoint();
    }
  }

  /** An order whose use, in a long sort, ends with the query. */
  <T> Comparator<T> watched(Comparator<T> order) {
    int[] comparisons = {0};
    return (a, b) -> {
      checkpointAt(comparisons[0]++);
      return order.compare(a, b);
    };
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
    return new Steps(startMillis, endMillis, stepMillis, (int) count);
  }

  /** An expression of type vector at all steps. */
  SeriesTable vector(Plan plan, Steps steps) {
    checkpoint();
    if (steps.count() == 0) {
      return new HeldTable();
    }
    Plan key = repeats.key(plan);
    if (key == null) {
      return profiled(plan, steps);
    }
    Part part = new Part(key, steps);
    SeriesTable known = known(plan, part);
    if (known != null) {
      return known;
    }
    SeriesTable table = profiled(repeats.last(key), steps);
    if (table.unwatched() instanceof HeldTable held) {
      held.share();
      results.put(part, table);
    }
    return table;
  }

  /** A part of the plan at some steps. */
  private record Part(Plan key, Steps steps) {}

  private @Nullable SeriesTable known(Plan plan, Part part) {
    SeriesTable known = results.get(part);
    Profile profile = settings.profile();
    if (known != null && profile != null) {
      profile.reused(plan);
    }
    return known;
  }

  private SeriesTable profiled(Plan plan, Steps steps) {
    Profile profile = settings.profile();
    if (profile == null) {
      return evaluated(plan, steps);
    }
    long start = profile.now();
    return profile.evaluated(plan, evaluated(plan, steps), start);
  }

  private SeriesTable evaluated(Plan plan, Steps steps) {
    return switch (plan) {
      case Plan.Select select -> select(select, steps);
      case Plan.Call call -> calls.vector(call, steps);
      case Plan.Aggregate aggregate -> aggregations.evaluate(aggregate, steps);
      case Plan.Binary binary -> binaryOperations.vector(binary, steps);
      case Plan.Sign sign -> signed(sign, steps);
      case Plan.StepInvariant invariant -> invariant(invariant, steps);
      case Plan.Constant constant -> single(Scalars.constant(constant.value(), steps));
      case Plan.Text t -> throw notA("vector", t);
      case Plan.SelectRange s -> throw notA("vector", s);
      case Plan.Subquery s -> throw notA("vector", s);
    };
  }

  /** An expression of type scalar, by step. */
  double[] scalar(Plan plan, Steps steps) {
    Profile profile = settings.profile();
    if (profile == null) {
      return evaluatedScalar(plan, steps);
    }
    long start = profile.now();
    double[] values = evaluatedScalar(plan, steps);
    profile.evaluatedScalar(plan, values.length, start);
    return values;
  }

  private double[] evaluatedScalar(Plan plan, Steps steps) {
    return switch (plan) {
      case Plan.Constant constant -> Scalars.constant(constant.value(), steps);
      case Plan.Call call -> calls.scalar(call, steps);
      case Plan.Binary b ->
          Scalars.binary(b.op(), scalar(b.left(), steps), scalar(b.right(), steps));
      case Plan.Sign sign -> signedScalar(sign, steps);
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
    SampleUse use = new SampleUse(gridMillis(selector, steps), false);
    return new SelectTable(this, series(selector, from, to, use), selector, steps);
  }

  /** Of what all times that steps look at are multiples. */
  static long gridMillis(Selector selector, Steps steps) {
    long first = selector.referenceMillis(steps.startMillis());
    boolean moves = selector.atMillis() == null && !steps.isInstant();
    return gcd(Math.abs(first), moves ? steps.stepMillis() : 0);
  }

  static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private SeriesSet series(Selector selector, long fromMillis, long toMillis) {
    return series(selector, fromMillis, toMillis, SampleUse.ANY);
  }

  /** The series a selector finds; open until the end of the evaluation. */
  SeriesSet series(Selector selector, long fromMillis, long toMillis, SampleUse use) {
    SeriesSelection selection =
        new SeriesSelection(
            settings.tenant(),
            selector.matchers(),
            fromMillis,
            toMillis,
            settings.shard(),
            settings.shardCount(),
            use);
    return open.computeIfAbsent(selection, this::opened);
  }

  private SeriesSet opened(SeriesSelection selection) {
    try {
      SeriesSet set = source.select(selection);
      set.warnings().forEach(text -> annotations.add(Warnings.ofSource(text)));
      set.infos().forEach(text -> annotations.add(Infos.ofSource(text)));
      budget.countSeries(set.size());
      return set;
    } catch (StorageException e) {
      throw new QueryException(
          QueryException.Kind.INTERNAL, "expanding series: " + e.getMessage(), e);
    }
  }

  private double[] signedScalar(Plan.Sign plan, Steps steps) {
    double[] values = scalar(plan.expr(), steps);
    return plan.negative() ? Scalars.negate(values) : values;
  }

  private SeriesTable signed(Plan.Sign plan, Steps steps) {
    SeriesTable inner = vector(plan.expr(), steps);
    if (!plan.negative()) {
      return MappedTable.of(inner, (i, column) -> {});
    }
    return distinct().merged(renamed(MappedTable.of(inner, Negation::apply)), steps);
  }

  private SeriesTable invariant(Plan.StepInvariant plan, Steps steps) {
    Steps one = Steps.at(steps.startMillis());
    SeriesTable table = counted(onceCounted(steps), () -> vector(plan.expr(), one));
    return new RepeatedTable(table, steps);
  }

  private double[] invariantScalar(Plan.StepInvariant plan, Steps steps) {
    double[] values = new double[steps.count()];
    Steps one = Steps.at(steps.startMillis());
    Arrays.fill(values, counted(onceCounted(steps), () -> scalar(plan.expr(), one))[0]);
    return values;
  }

  private SampleCount onceCounted(Steps steps) {
    return !sampleCount.isWanted() ? sampleCount : SampleCount.once(sampleCount, steps);
  }

  /** What the series that are here make of a fragment, to be merged where the query runs. */
  public byte[] partial(Fragment fragment) {
    return aggregations.partial(fragment.plan(), fragment.steps());
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
      checkpointAtSeries(i);
      cursor.read(i, column);
      consumer.accept(i, column);
    }
  }

  Distinct distinct() {
    return new Distinct(this);
  }

  /** Range vectors as they are shown. */
  RangeSource ranges(Plan plan, Steps steps) {
    return plan.unmarked() instanceof Plan.Subquery subquery
        ? SubqueryRanges.of(this, subquery, steps, true)
        : ranges(plan, steps, false);
  }

  /**
   * Range vectors as the functions read them.
   *
   * @param aggregates whether aggregates of samples do as well
   */
  RangeSource ranges(Plan plan, Steps steps, boolean aggregates) {
    return switch (plan.unmarked()) {
      case Plan.SelectRange select -> SelectedRanges.of(this, select, steps, aggregates);
      case Plan.Subquery subquery -> SubqueryRanges.of(this, subquery, steps, false);
      case Plan.Constant p -> throw notA("matrix", p);
      case Plan.Text p -> throw notA("matrix", p);
      case Plan.Select p -> throw notA("matrix", p);
      case Plan.Call p -> throw notA("matrix", p);
      case Plan.Aggregate p -> throw notA("matrix", p);
      case Plan.Binary p -> throw notA("matrix", p);
      case Plan.Sign p -> throw notA("matrix", p);
      case Plan.StepInvariant p -> throw notA("matrix", p);
    };
  }

  @Override
  public void close() {
    for (SeriesSet set : open.values()) {
      set.close();
    }
    open.clear();
  }
}
