package io.atalaya.query.plan;

import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.VectorSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan of an expression for one start, end and step.
 *
 * <p>A node is the same at every step if it looks at samples only from fixed times ({@code @}) and
 * calls no function of the time. The marks go as high up the tree as possible; range selectors,
 * subqueries and literals need none, since what evaluates them looks at their times itself.
 */
public final class Planner {
  private static final Set<String> TIME_DEPENDENT =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "time",
          "timestamp");

  private static final Set<String> STATISTICS =
      Set.of("histogram_count", "histogram_sum", "histogram_avg");
  private static final Set<String> OF_BUCKETS =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

  private final long startMillis;
  private final long endMillis;
  private final long stepMillis;
  private final Durations durations;

  /** How many functions around the node being visited look at count and sum only. */
  private int statisticsAsked;

  /** How many nodes around the node being visited look at buckets, or at resets between steps. */
  private int bucketsNeeded;

  /**
   * A planner of one query.
   *
   * @param stepMillis distance of the steps; 0 for an instant query
   */
  public Planner(long startMillis, long endMillis, long stepMillis) {
    this.startMillis = startMillis;
    this.endMillis = endMillis;
    this.stepMillis = stepMillis;
    durations = new Durations(stepMillis, endMillis - startMillis);
  }

  /**
   * The plan of an expression that has passed the parser's checks.
   *
   * @throws io.atalaya.model.QueryException if a duration expression has no usable value
   */
  public Plan plan(Expr expr) {
    Planned planned = visit(expr);
    return planned.markIfUseful();
  }

  /**
   * A plan and what is known of it.
   *
   * @param invariant whether its value is the same at every step
   * @param worthMarking whether one evaluation instead of many saves anything
   */
  private record Planned(Plan plan, boolean invariant, boolean worthMarking) {
    Plan markIfUseful() {
      return worthMarking ? new Plan.StepInvariant(plan) : plan;
    }
  }

  private Planned visit(Expr expr) {
    return switch (expr) {
      case NumberLiteral n -> literal(new Plan.Constant(n.value(), n.position()));
      case StringLiteral s -> literal(new Plan.Text(s.value(), s.position()));
      case ParenExpr p -> visit(p.expr());
      case UnaryExpr u -> unary(u);
      case VectorSelector v -> select(v);
      case MatrixSelector m -> selectRange(m);
      case Subquery s -> subquery(s);
      case AggregateExpr a -> aggregate(a);
      case BinaryExpr b -> binary(b);
      case Call c -> call(c);
    };
  }

  private static Planned literal(Plan plan) {
    return new Planned(plan, true, false);
  }

  private Planned unary(UnaryExpr expr) {
    Planned inner = visit(expr.expr());
    boolean negative = expr.sign() == UnaryExpr.Sign.MINUS;
    Plan plan = new Plan.Sign(inner.plan(), negative, expr.position());
    return new Planned(plan, inner.invariant(), inner.worthMarking());
  }

  private Planned select(VectorSelector expr) {
    Selector selector = selector(expr);
    boolean fixed = selector.atMillis() != null;
    return new Planned(new Plan.Select(selector, expr.position()), fixed, fixed);
  }

  private Planned selectRange(MatrixSelector expr) {
    Selector selector = selector(expr.selector());
    long range = durations.positiveMillis(expr.range());
    Plan plan = new Plan.SelectRange(selector, range, expr.position());
    return new Planned(plan, selector.atMillis() != null, false);
  }

  private Selector selector(VectorSelector expr) {
    return new Selector(
        expr.matchers(),
        atMillis(expr.at()),
        offsetMillis(expr.offset()),
        expr.extension(),
        statisticsAsked > 0 && bucketsNeeded == 0);
  }

  private Planned subquery(Subquery expr) {
    bucketsNeeded++;
    Planned inner = visit(expr.expr());
    bucketsNeeded--;
    Plan body = inner.invariant() ? new Plan.StepInvariant(inner.plan()) : inner.plan();
    DurationExpr step = expr.step();
    Long at = atMillis(expr.at());
    Plan plan =
        new Plan.Subquery(
            body,
            durations.positiveMillis(expr.range()),
            step == null ? 0 : durations.positiveMillis(step),
            at,
            offsetMillis(expr.offset()),
            expr.position());
    return new Planned(plan, at != null, false);
  }

  private Planned aggregate(AggregateExpr expr) {
    Planned inner = visit(expr.expr());
    Expr param = expr.param();
    Plan plan =
        new Plan.Aggregate(
            expr.op(),
            inner.plan(),
            param == null ? null : visit(param).plan(),
            expr.grouping(),
            expr.without(),
            expr.position());
    return new Planned(plan, inner.invariant(), inner.worthMarking());
  }

  private Planned binary(BinaryExpr expr) {
    int trims = expr.op().kind() == BinaryOperator.Kind.TRIM ? 1 : 0;
    bucketsNeeded += trims;
    Planned planned = matched(expr);
    bucketsNeeded -= trims;
    return planned;
  }

  private Planned matched(BinaryExpr expr) {
    Planned left = visit(expr.left());
    Planned right = visit(expr.right());
    boolean invariant = left.invariant() && right.invariant();
    Plan plan =
        new Plan.Binary(
            expr.op(),
            invariant ? left.plan() : left.markIfUseful(),
            invariant ? right.plan() : right.markIfUseful(),
            expr.returnBool(),
            expr.matching(),
            expr.type(),
            expr.position());
    return new Planned(plan, invariant, invariant);
  }

  private Planned call(Call expr) {
    Plan constant = queryConstant(expr);
    if (constant != null) {
      return literal(constant);
    }
    int statistics = STATISTICS.contains(expr.function().name()) ? 1 : 0;
    int buckets = OF_BUCKETS.contains(expr.function().name()) ? 1 : 0;
    statisticsAsked += statistics;
    bucketsNeeded += buckets;
    List<Planned> args = new ArrayList<>();
    for (Expr arg : expr.args()) {
      args.add(visit(arg));
    }
    statisticsAsked -= statistics;
    bucketsNeeded -= buckets;
    boolean invariant = isInvariant(expr.function().name(), args);
    List<Plan> plans = new ArrayList<>();
    for (Planned arg : args) {
      plans.add(invariant ? arg.plan() : arg.markIfUseful());
    }
    Plan plan = new Plan.Call(expr.function().name(), plans, expr.type(), expr.position());
    return new Planned(plan, invariant, invariant);
  }

  private static boolean isInvariant(String function, List<Planned> args) {
    boolean allInvariant = args.stream().allMatch(Planned::invariant);
    if (function.equals("timestamp")) {
      return allInvariant && args.stream().allMatch(a -> a.plan() instanceof Plan.Select);
    }
    return allInvariant && !TIME_DEPENDENT.contains(function);
  }

  /** The functions of the query's own parameters are numbers by now. */
  private @Nullable Plan queryConstant(Call expr) {
    double value;
    switch (expr.function().name()) {
      case "start" -> value = startMillis / 1000.0;
      case "end" -> value = endMillis / 1000.0;
      case "range" -> value = (endMillis - startMillis) / 1000.0;
      case "step" -> value = startMillis == endMillis ? 0 : stepMillis / 1000.0;
      default -> {
        return null;
      }
    }
    return new Plan.Constant(value, expr.position());
  }

  private @Nullable Long atMillis(@Nullable AtModifier at) {
    return switch (at) {
      case null -> null;
      case AtModifier.Timestamp t -> t.millis();
      case AtModifier.Start s -> startMillis;
      case AtModifier.End e -> endMillis;
    };
  }

  private long offsetMillis(@Nullable DurationExpr offset) {
    return offset == null ? 0 : durations.millis(offset);
  }
}
