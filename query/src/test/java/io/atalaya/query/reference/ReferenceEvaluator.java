package io.atalaya.query.reference;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.model.SampleValue;
import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One query: evaluates its expressions at one time after the other. */
final class ReferenceEvaluator {
  private static final long DEFAULT_SUBQUERY_STEP = 60_000;

  private final List<Line> data;
  private final long startMillis;
  private final long endMillis;
  private final long stepMillis;
  private final long lookbackMillis;
  private final boolean delayedNames;
  private final NaiveCalls calls = new NaiveCalls(this);

  /**
   * A query.
   *
   * @param data all series there are, sorted by name and labels
   * @param stepMillis 0 for an instant query
   */
  ReferenceEvaluator(
      List<Line> data,
      long startMillis,
      long endMillis,
      long stepMillis,
      long lookbackMillis,
      boolean delayedNames) {
    this.data = data;
    this.startMillis = startMillis;
    this.endMillis = endMillis;
    this.stepMillis = stepMillis;
    this.lookbackMillis = lookbackMillis;
    this.delayedNames = delayedNames;
  }

  boolean delaysNames() {
    return delayedNames;
  }

  /** The answer of an instant query for a vector or a scalar. */
  List<Element> instant(Expr expr) {
    return finish(evaluated(expr, startMillis));
  }

  /** The answer of a range query. */
  List<Line> range(Expr expr) {
    List<List<Element>> steps = new ArrayList<>();
    for (long t = startMillis; t <= endMillis; t += stepMillis) {
      steps.add(finish(evaluated(expr, t)));
    }
    return Line.merge(steps);
  }

  private List<Element> evaluated(Expr expr, long millis) {
    return expr.type() == ValueType.SCALAR
        ? List.of(new Element(Labels.empty(), false, Point.of(millis, scalar(expr, millis))))
        : vector(expr, millis);
  }

  private List<Element> finish(List<Element> elements) {
    return distinct(
        elements.stream()
            .map(e -> e.dropsName() ? new Element(nameless(e.labels()), false, e.point()) : e)
            .toList());
  }

  private static Labels nameless(Labels labels) {
    return labels.without(Labels.METRIC_NAME);
  }

  private static List<Element> distinct(List<Element> elements) {
    Set<Labels> seen = new HashSet<>();
    for (Element e : elements) {
      if (!seen.add(e.labels())) {
        throw new QueryException(
            QueryException.Kind.EXECUTION, "vector cannot contain metrics with the same labelset");
      }
    }
    return elements;
  }

  /** Elements of which no two have the same labels, unless names are dropped at the end. */
  List<Element> checked(List<Element> elements) {
    return delayedNames ? elements : distinct(elements);
  }

  /** Elements with a new value each, which therefore lose their names. */
  List<Element> renamed(List<Element> elements, UnaryOperator<Point> change) {
    return checked(
        elements.stream()
            .map(
                e ->
                    new Element(
                        delayedNames ? e.labels() : nameless(e.labels()),
                        true,
                        change.apply(e.point())))
            .toList());
  }

  double scalar(Expr expr, long millis) {
    return switch (expr) {
      case NumberLiteral n -> n.value();
      case ParenExpr p -> scalar(p.expr(), millis);
      case UnaryExpr u ->
          u.sign() == UnaryExpr.Sign.MINUS ? -scalar(u.expr(), millis) : scalar(u.expr(), millis);
      case BinaryExpr b ->
          NaiveJoin.arithmetic(b.op(), scalar(b.left(), millis), scalar(b.right(), millis));
      case Call c -> calls.scalar(c, millis);
      case AggregateExpr a -> throw notThat(a);
      case MatrixSelector m -> throw notThat(m);
      case StringLiteral s -> throw notThat(s);
      case Subquery s -> throw notThat(s);
      case VectorSelector v -> throw notThat(v);
    };
  }

  private static RuntimeException notThat(Expr expr) {
    return new IllegalStateException("of another type: " + expr);
  }

  /** The query's own times, for {@code start()} and the like. */
  double queryConstant(String function) {
    return switch (function) {
      case "start" -> startMillis / 1000.0;
      case "end" -> endMillis / 1000.0;
      case "range" -> (endMillis - startMillis) / 1000.0;
      case "step" -> stepMillis / 1000.0;
      default -> throw new IllegalStateException(function);
    };
  }

  List<Element> vector(Expr expr, long millis) {
    return switch (expr) {
      case ParenExpr p -> vector(p.expr(), millis);
      case VectorSelector v -> select(v, millis);
      case UnaryExpr u -> signed(u, millis);
      case AggregateExpr a -> aggregate(a, millis);
      case BinaryExpr b -> checked(binary(b, millis));
      case Call c -> calls.vector(c, millis);
      case NumberLiteral n -> throw notThat(n);
      case StringLiteral s -> throw notThat(s);
      case MatrixSelector m -> throw notThat(m);
      case Subquery s -> throw notThat(s);
    };
  }

  private List<Element> signed(UnaryExpr expr, long millis) {
    List<Element> inner = vector(expr.expr(), millis);
    if (expr.sign() == UnaryExpr.Sign.PLUS) {
      return inner;
    }
    return renamed(
        inner,
        p ->
            p.isFloat()
                ? Point.of(p.millis(), -p.value())
                : new Point(p.millis(), 0, p.requireHistogram().times(-1)));
  }

  private List<Element> aggregate(AggregateExpr expr, long millis) {
    List<Element> input = vector(expr.expr(), millis);
    Expr param = expr.param();
    if (expr.op() == AggregateOperator.COUNT_VALUES) {
      String label = ((StringLiteral) Objects.requireNonNull(param)).value();
      return NaiveAggregations.countValues(expr, millis, label, input);
    }
    double number = param == null ? Double.NaN : scalar(param, millis);
    return new NaiveAggregations(expr, millis, number).of(input);
  }

  private List<Element> binary(BinaryExpr expr, long millis) {
    boolean leftIsScalar = expr.left().type() == ValueType.SCALAR;
    boolean rightIsScalar = expr.right().type() == ValueType.SCALAR;
    if (!leftIsScalar && !rightIsScalar) {
      return new NaiveJoin(expr, millis, delayedNames)
          .of(vector(expr.left(), millis), vector(expr.right(), millis));
    }
    Point number = Point.of(millis, scalar(leftIsScalar ? expr.left() : expr.right(), millis));
    List<Element> out = new ArrayList<>();
    for (Element e : vector(leftIsScalar ? expr.right() : expr.left(), millis)) {
      NaiveJoin.Outcome outcome =
          leftIsScalar
              ? NaiveJoin.apply(expr.op(), number, e.point())
              : NaiveJoin.apply(expr.op(), e.point(), number);
      Element result = withScalar(expr, e, outcome);
      if (result != null) {
        out.add(result);
      }
    }
    return out;
  }

  private @Nullable Element withScalar(
      BinaryExpr expr, Element e, NaiveJoin.@Nullable Outcome outcome) {
    long millis = e.point().millis();
    Labels labels = delayedNames ? e.labels() : nameless(e.labels());
    if (expr.returnBool()) {
      boolean holds = outcome != null && outcome.keep();
      return outcome == null ? null : new Element(labels, true, Point.of(millis, holds ? 1 : 0));
    }
    if (outcome == null || !outcome.keep()) {
      return null;
    }
    return expr.op().isComparison() ? e : new Element(labels, true, outcome.point().at(millis));
  }

  /** Series that a selector finds, samples and all. */
  List<Line> series(VectorSelector selector) {
    return data.stream().filter(line -> matches(selector.matchers(), line.labels())).toList();
  }

  private static boolean matches(List<Matcher> matchers, Labels labels) {
    return matchers.stream().allMatch(m -> m.matches(labels));
  }

  long reference(@Nullable AtModifier at, @Nullable DurationExpr offset, long millis) {
    long time =
        switch (at) {
          case null -> millis;
          case AtModifier.Timestamp t -> t.millis();
          case AtModifier.Start s -> startMillis;
          case AtModifier.End e -> endMillis;
        };
    return time - (offset == null ? 0 : literal(offset));
  }

  private static long literal(DurationExpr duration) {
    return switch (duration) {
      case DurationExpr.Literal l -> l.millis();
      case DurationExpr.Step s -> throw new UnclearException("no reference for step()");
      case DurationExpr.Range r -> throw new UnclearException("no reference for range()");
      case DurationExpr.Negation n -> -literal(n.operand());
      case DurationExpr.Paren p -> literal(p.inner());
      case DurationExpr.Binary b -> throw new UnclearException("no reference for durations");
    };
  }

  /** The newest sample of each series, with its own time. */
  List<Element> latest(VectorSelector selector, long millis) {
    long time = reference(selector.at(), selector.offset(), millis);
    List<Element> out = new ArrayList<>();
    for (Line line : series(selector)) {
      Point newest = null;
      for (Point p : line.points()) {
        newest = p.millis() <= time && p.millis() > time - lookbackMillis ? p : newest;
      }
      if (newest != null && !isStale(newest)) {
        out.add(new Element(line.labels(), false, newest));
      }
    }
    return out;
  }

  private static boolean isStale(Point p) {
    return SampleValue.isStale(p.isFloat() ? p.value() : p.requireHistogram().sum());
  }

  private List<Element> select(VectorSelector selector, long millis) {
    return latest(selector, millis).stream().map(e -> e.with(e.point().at(millis))).toList();
  }

  /** A window of a range vector. */
  record Range(List<Line> series, long fromMillis, long toMillis) {}

  Range range(Expr expr, long millis) {
    return switch (expr) {
      case ParenExpr p -> range(p.expr(), millis);
      case MatrixSelector m -> selectRange(m, millis);
      case Subquery s -> subquery(s, millis);
      case AggregateExpr e -> throw notThat(e);
      case BinaryExpr e -> throw notThat(e);
      case Call e -> throw notThat(e);
      case NumberLiteral e -> throw notThat(e);
      case StringLiteral e -> throw notThat(e);
      case UnaryExpr e -> throw notThat(e);
      case VectorSelector e -> throw notThat(e);
    };
  }

  private Range selectRange(MatrixSelector expr, long millis) {
    long to = reference(expr.selector().at(), expr.selector().offset(), millis);
    long from = to - literal(expr.range());
    List<Line> windows = new ArrayList<>();
    for (Line line : series(expr.selector())) {
      List<Point> in =
          line.points().stream()
              .filter(p -> p.millis() > from && p.millis() <= to && !isStale(p))
              .toList();
      if (!in.isEmpty()) {
        windows.add(new Line(line.labels(), line.dropsName(), in));
      }
    }
    return new Range(windows, from, to);
  }

  private Range subquery(Subquery expr, long millis) {
    long to = reference(expr.at(), expr.offset(), millis);
    long from = to - literal(expr.range());
    DurationExpr written = expr.step();
    long step = written == null ? DEFAULT_SUBQUERY_STEP : literal(written);
    List<List<Element>> steps = new ArrayList<>();
    for (long t = (Math.floorDiv(from, step) + 1) * step; t <= to; t += step) {
      steps.add(evaluated(expr.expr(), t).stream().map(ReferenceEvaluator::unhinted).toList());
    }
    return new Range(Line.merge(steps), from, to);
  }

  /** What was known of resets before a sample does not hold for those a subquery picks out. */
  private static Element unhinted(Element e) {
    NaiveHistogram h = e.point().histogram();
    if (h == null || h.hint() == io.atalaya.model.Histogram.ResetHint.GAUGE) {
      return e;
    }
    NaiveHistogram unknown = h.withHint(io.atalaya.model.Histogram.ResetHint.UNKNOWN);
    return e.with(new Point(e.point().millis(), 0, unknown));
  }
}
