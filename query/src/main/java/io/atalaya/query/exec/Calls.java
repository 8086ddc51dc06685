package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.function.Arithmetic;
import io.atalaya.query.function.DateFunctions;
import io.atalaya.query.function.ElementFunction;
import io.atalaya.query.function.ElementFunctions;
import io.atalaya.query.function.HistogramFunctions;
import io.atalaya.query.function.RangeFunction;
import io.atalaya.query.function.RangeFunctions;
import io.atalaya.query.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Function calls. */
final class Calls {
  private static final Set<String> KEEP_NAME = Set.of("last_over_time", "first_over_time");
  private static final Set<String> LOOK_AT_STARTS = Set.of("rate", "irate", "increase", "resets");
  private static final List<String> ANCHORED_FUNCTIONS =
      List.of("changes", "delta", "increase", "rate", "resets");
  private static final List<String> SMOOTHED_FUNCTIONS = List.of("delta", "increase", "rate");
  private static final List<String> COUNTER_SUFFIXES =
      List.of("_total", "_sum", "_count", "_bucket");

  private final Evaluation evaluation;

  Calls(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** A function that gives a scalar. */
  double[] scalar(Plan.Call call, Steps steps) {
    List<Plan> args = call.args();
    return switch (call.function()) {
      case "pi" -> Scalars.constant(Math.PI, steps);
      case "time" -> times(steps);
      case "scalar" -> onlyFloat(evaluation.vector(args.getFirst(), steps), steps);
      case "min_of" -> both(call, steps, Arithmetic::min);
      case "max_of" -> both(call, steps, Arithmetic::max);
      default -> throw unknown(call);
    };
  }

  private static QueryException unknown(Plan.Call call) {
    return new QueryException(
        QueryException.Kind.INTERNAL, "function " + call.function() + " has no implementation");
  }

  private static double[] times(Steps steps) {
    double[] values = new double[steps.count()];
    for (int step = 0; step < values.length; step++) {
      values[step] = steps.millis(step) / 1000.0;
    }
    return values;
  }

  private double[] both(
      Plan.Call call, Steps steps, java.util.function.DoubleBinaryOperator function) {
    double[] a = evaluation.scalar(call.args().get(0), steps);
    double[] b = evaluation.scalar(call.args().get(1), steps);
    double[] out = new double[a.length];
    Arrays.setAll(out, step -> function.applyAsDouble(a[step], b[step]));
    return out;
  }

  /** The value of the only float of a vector, or NaN. */
  private double[] onlyFloat(SeriesTable table, Steps steps) {
    double[] values = Scalars.constant(Double.NaN, steps);
    int[] found = new int[steps.count()];
    evaluation.scan(
        table,
        steps,
        (i, column) -> {
          for (int step = 0; step < values.length; step++) {
            if (column.has(step) && column.histogram(step) == null) {
              values[step] = ++found[step] == 1 ? column.value(step) : Double.NaN;
            }
          }
        });
    return values;
  }

  /** A function that gives a vector. */
  SeriesTable vector(Plan.Call call, Steps steps) {
    if (call.type() == ValueType.SCALAR) {
      return Evaluation.single(scalar(call, steps));
    }
    return switch (call.function()) {
      case "vector" -> Evaluation.single(evaluation.scalar(call.args().getFirst(), steps));
      case "absent" -> Absence.ofVector(evaluation, call, steps);
      case "absent_over_time" -> Absence.ofRange(rangeTable(call, steps), call, steps);
      case "timestamp" -> timestamp(call.args().getFirst(), steps);
      case "start_timestamp" -> startTimestamp(call.args().getFirst(), steps);
      case "sort", "sort_desc", "sort_by_label", "sort_by_label_desc" ->
          Sorting.apply(evaluation, call, steps);
      case "label_replace" -> LabelFunctions.replace(evaluation, call, steps);
      case "label_join" -> LabelFunctions.join(evaluation, call, steps);
      case "info" -> InfoJoin.evaluate(evaluation, call, steps);
      case "histogram_quantile" -> BucketVectors.quantile(evaluation, call, steps);
      case "histogram_quantiles" -> BucketVectors.quantiles(evaluation, call, steps);
      case "histogram_fraction" -> BucketVectors.fraction(evaluation, call, steps);
      default -> byTable(call, steps);
    };
  }

  private SeriesTable byTable(Plan.Call call, Steps steps) {
    if (RangeFunctions.find(call.function()).isPresent()) {
      return range(call, steps);
    }
    Optional<DoubleUnaryOperator> date = DateFunctions.find(call.function());
    if (date.isPresent() && call.args().isEmpty()) {
      return Evaluation.single(Arrays.stream(times(steps)).map(date.get()).toArray());
    }
    return HistogramFunctions.find(call.function())
        .map(function -> ofHistograms(function, call, steps))
        .orElseGet(() -> element(call, steps));
  }

  /** These functions drop the name only and, as Prometheus does, leave type and unit. */
  private SeriesTable ofHistograms(
      ToDoubleFunction<Histogram> function, Plan.Call call, Steps steps) {
    SeriesTable inner = evaluation.vector(call.args().getFirst(), steps);
    SeriesTable mapped =
        MappedTable.of(
            inner,
            (i, column) -> {
              for (int step = 0; step < column.steps(); step++) {
                Histogram h = column.histogram(step);
                if (h == null) {
                  column.remove(step);
                } else {
                  column.set(step, function.applyAsDouble(h));
                }
              }
            });
    SeriesTable renamed =
        new NamelessTable(
            mapped, evaluation.settings().delayedNameRemoval(), Labels.METRIC_NAME::equals);
    return evaluation.distinct().merged(renamed, steps);
  }

  private SeriesTable element(Plan.Call call, Steps steps) {
    ElementFunction function =
        ElementFunctions.find(call.function()).orElseThrow(() -> unknown(call));
    SeriesTable inner = evaluation.vector(call.args().getFirst(), steps);
    double[][] scalars = scalars(call.args(), steps);
    boolean bounded = call.function().equals("clamp");
    SeriesTable mapped = new MappedTable(inner, () -> change(function, scalars, bounded));
    return evaluation.distinct().merged(evaluation.renamed(mapped), steps);
  }

  private static MappedTable.ColumnChange change(
      ElementFunction function, double[][] scalars, boolean bounded) {
    double[] atStep = new double[scalars.length];
    return (i, column) -> {
      for (int step = 0; step < column.steps(); step++) {
        for (int arg = 0; arg < atStep.length; arg++) {
          atStep[arg] = scalars[arg][step];
        }
        if (column.histogram(step) != null || (bounded && atStep[1] < atStep[0])) {
          column.remove(step);
        } else {
          column.values()[step] = function.apply(column.value(step), atStep);
        }
      }
    };
  }

  private double[][] scalars(List<Plan> args, Steps steps) {
    List<double[]> scalars = new ArrayList<>();
    for (Plan arg : args) {
      if (arg.type() == ValueType.SCALAR) {
        scalars.add(evaluation.scalar(arg, steps));
      }
    }
    return scalars.toArray(double[][]::new);
  }

  private SeriesTable range(Plan.Call call, Steps steps) {
    SeriesTable table = rangeTable(call, steps);
    if (call.function().equals("rate") || call.function().equals("increase")) {
      table = MappedTable.of(table, counterCheck(table, call));
    }
    return KEEP_NAME.contains(call.function())
        ? evaluation.distinct().refused(table, steps)
        : evaluation.distinct().refused(evaluation.renamed(table), steps);
  }

  private RangeFunctionTable rangeTable(Plan.Call call, Steps steps) {
    RangeFunction function = RangeFunctions.find(call.function()).orElseThrow(() -> unknown(call));
    Plan matrix =
        call.args().stream()
            .filter(a -> a.type() == ValueType.MATRIX)
            .findFirst()
            .orElseThrow(() -> unknown(call));
    boolean useStarts =
        evaluation.settings().useStartTimestamps() && LOOK_AT_STARTS.contains(call.function());
    boolean aggregates = RangeFunctions.readsAggregates(call.function());
    RangeSource source = evaluation.ranges(matrix, steps, aggregates);
    requireExtensible(source.extension(), call.function());
    return new RangeFunctionTable(
        evaluation,
        source,
        function,
        scalars(call.args(), steps),
        useStarts,
        firstArgument(call),
        rateKind(call.function()),
        steps);
  }

  private static RateRollup.@Nullable Kind rateKind(String function) {
    return switch (function) {
      case "rate" -> RateRollup.Kind.RATE;
      case "increase" -> RateRollup.Kind.INCREASE;
      case "delta" -> RateRollup.Kind.DELTA;
      default -> null;
    };
  }

  private static void requireExtensible(RangeExtension extension, String function) {
    String modifier = extension.name().toLowerCase(Locale.ROOT);
    List<String> allowed =
        switch (extension) {
          case NONE -> List.of(function);
          case ANCHORED -> ANCHORED_FUNCTIONS;
          case SMOOTHED -> SMOOTHED_FUNCTIONS;
        };
    if (!allowed.contains(function)) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "%s modifier can only be used with: %s - not with %s"
              .formatted(modifier, String.join(", ", allowed), function));
    }
  }

  /** Prometheus forgets where a subquery stands once it is evaluated. */
  static PositionRange firstArgument(Plan.Call call) {
    Plan first = call.args().getFirst();
    return first.unmarked() instanceof Plan.Subquery ? PositionRange.NONE : first.position();
  }

  private MappedTable.ColumnChange counterCheck(SeriesTable table, Plan.Call call) {
    PositionRange position = firstArgument(call);
    boolean byType = evaluation.settings().typeAndUnitLabels();
    return (i, column) -> {
      String metric = table.label(i, Labels.METRIC_NAME);
      if (metric.isEmpty() || !hasFloats(column)) {
        return;
      }
      if (!byType) {
        if (!looksLikeCounter(metric)) {
          evaluation.annotations().add(Infos.possiblyNoCounter(metric, position));
        }
        return;
      }
      String type = table.label(i, "__type__");
      if (!type.equals("counter") && !type.equals("histogram")) {
        evaluation.annotations().add(Infos.possiblyNoCounterType(metric, type, position));
      }
    };
  }

  private static boolean looksLikeCounter(String metric) {
    for (String suffix : COUNTER_SUFFIXES) {
      if (metric.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasFloats(Column column) {
    if (!column.hasHistograms()) {
      return !column.isEmpty();
    }
    for (int step = 0; step < column.steps(); step++) {
      if (column.has(step) && column.histogram(step) == null) {
        return true;
      }
    }
    return false;
  }

  /** Times are those of samples, of which smoothing has none. */
  private static Plan unsmoothed(Plan arg) {
    return arg instanceof Plan.Select select
        ? new Plan.Select(select.selector().withoutExtension(), select.position())
        : arg;
  }

  private SeriesTable timestamp(Plan arg, Steps steps) {
    SeriesTable table = evaluation.vector(unsmoothed(arg), steps);
    if (table.unwatched() instanceof SelectTable select) {
      table = select.timestamps();
    } else {
      double[] times = times(steps);
      table =
          MappedTable.of(
              table,
              (i, column) -> {
                for (int step = 0; step < column.steps(); step++) {
                  if (column.has(step)) {
                    column.set(step, times[step]);
                  }
                }
              });
    }
    return evaluation.distinct().merged(evaluation.renamed(table), steps);
  }

  private SeriesTable startTimestamp(Plan arg, Steps steps) {
    SeriesTable table = evaluation.vector(unsmoothed(arg), steps);
    if (!evaluation.settings().useStartTimestamps()
        || !(table.unwatched() instanceof SelectTable select)) {
      return new HeldTable();
    }
    return evaluation.distinct().merged(evaluation.renamed(select.startTimestamps()), steps);
  }
}
