package io.atalaya.query.parse;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.DurationOperator;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.FunctionSignature;
import io.atalaya.query.ast.FunctionTable;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorMatching.Cardinality;
import io.atalaya.query.ast.VectorSelector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;
import org.jspecify.annotations.Nullable;

/** Random well-typed trees. What would bind otherwise in print is put in parentheses. */
public final class ExpressionDomain extends DomainContextBase {
  private static final int MAX_DEPTH = 5;

  @Provide
  Arbitrary<Expr> expressions() {
    return Arbitraries.longs().map(seed -> new Generator(new Random(seed)).any());
  }

  /** Builds a tree from a seed. */
  private static final class Generator {
    private static final PositionRange NOWHERE = PositionRange.NONE;
    private static final List<String> NAMES =
        List.of("foo", "up", "sum", "by", "a:b", "offset", "start", "fill", "_x", "and");
    private static final List<String> LABELS =
        List.of("job", "le", "on", "a b", "ü", "__name", "bool", "without", "1x");
    private static final List<String> TEXTS =
        List.of("", "x", "a\"b\\", "`'\n\t", "é😀\u0000\u00a0", ".*", "5..");

    private final Random random;

    Generator(Random random) {
      this.random = random;
    }

    Expr any() {
      return switch (random.nextInt(4)) {
        case 0 -> scalar(MAX_DEPTH);
        case 1 -> matrix(MAX_DEPTH);
        default -> vector(MAX_DEPTH);
      };
    }

    private <T> T of(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    private <T> T of(T[] values) {
      return values[random.nextInt(values.length)];
    }

    private Expr ofType(ValueType type, int depth) {
      return switch (type) {
        case SCALAR -> scalar(depth);
        case VECTOR -> vector(depth);
        case MATRIX -> matrix(depth);
        case STRING -> new StringLiteral(of(TEXTS), NOWHERE);
      };
    }

    private Expr scalar(int depth) {
      return switch (depth == 0 ? 0 : random.nextInt(6)) {
        case 1 -> new ParenExpr(scalar(depth - 1), NOWHERE);
        case 2 -> binary(scalar(depth - 1), scalar(depth - 1));
        case 3 -> call(ValueType.SCALAR, depth);
        case 4 -> signed(scalar(depth - 1));
        default -> number();
      };
    }

    private Expr vector(int depth) {
      return switch (depth == 0 ? 0 : random.nextInt(9)) {
        case 1 -> new ParenExpr(vector(depth - 1), NOWHERE);
        case 2 -> binary(vector(depth - 1), vector(depth - 1));
        case 3 -> binary(vector(depth - 1), scalar(depth - 1));
        case 4 -> binary(scalar(depth - 1), vector(depth - 1));
        case 5 -> call(ValueType.VECTOR, depth);
        case 6 -> aggregation(depth);
        case 7 -> signed(vector(depth - 1));
        default -> selector();
      };
    }

    private Expr matrix(int depth) {
      if (depth > 0 && random.nextBoolean()) {
        Expr inner = postfixable(vector(depth - 1));
        DurationExpr step = random.nextBoolean() ? length() : null;
        return new Subquery(inner, lengthWithNumber(), step, at(), offset(), NOWHERE);
      }
      return new MatrixSelector(selector(), length(), NOWHERE);
    }

    private NumberLiteral number() {
      return switch (random.nextInt(4)) {
        case 0 -> new NumberLiteral(random.nextInt(100) - 50, false, NOWHERE);
        case 1 -> new NumberLiteral(finite(), false, NOWHERE);
        case 2 -> new NumberLiteral(random.nextLong(-1L << 40, 1L << 40) / 1e3, true, NOWHERE);
        default -> new NumberLiteral(of(List.of(0.0, -0.0, 1e100, 1 / 0.0)), false, NOWHERE);
      };
    }

    private double finite() {
      double value = Double.longBitsToDouble(random.nextLong());
      return Double.isFinite(value) ? value : 0.1;
    }

    private Expr signed(Expr expr) {
      Expr operand = expr instanceof NumberLiteral ? new ParenExpr(expr, NOWHERE) : expr;
      Expr safe = operand instanceof BinaryExpr ? new ParenExpr(operand, NOWHERE) : operand;
      return new UnaryExpr(of(UnaryExpr.Sign.values()), safe, NOWHERE);
    }

    private static Expr postfixable(Expr expr) {
      boolean safe =
          switch (expr) {
            case BinaryExpr e -> false;
            case UnaryExpr e -> false;
            case NumberLiteral e -> false;
            case VectorSelector e -> e.at() == null && e.offset() == null;
            case AggregateExpr e -> true;
            case Call e -> true;
            case MatrixSelector e -> true;
            case ParenExpr e -> true;
            case StringLiteral e -> true;
            case Subquery e -> true;
          };
      return safe ? expr : new ParenExpr(expr, NOWHERE);
    }

    /** Operands that are operations get parentheses, so that any operator can be drawn. */
    private Expr binary(Expr left, Expr right) {
      Expr l = isAtomic(left) ? left : new ParenExpr(left, NOWHERE);
      Expr r = isAtomic(right) ? right : new ParenExpr(right, NOWHERE);
      boolean scalars = l.type() == ValueType.SCALAR && r.type() == ValueType.SCALAR;
      boolean vectors = l.type() == ValueType.VECTOR && r.type() == ValueType.VECTOR;
      BinaryOperator op = of(BinaryOperator.values());
      while (op.isSet() && !vectors) {
        op = of(BinaryOperator.values());
      }
      boolean bool = op.isComparison() && (scalars || random.nextBoolean());
      return new BinaryExpr(op, l, r, bool, vectors ? matching(op) : null, NOWHERE);
    }

    private static boolean isAtomic(Expr expr) {
      // A selector may end in an offset that would swallow the operator.
      return switch (expr) {
        case BinaryExpr e -> false;
        case UnaryExpr e -> false;
        case NumberLiteral e -> e.value() >= 0 && 1 / e.value() > 0;
        case VectorSelector e -> e.offset() == null;
        case AggregateExpr e -> true;
        case Call e -> true;
        case MatrixSelector e -> true;
        case ParenExpr e -> true;
        case StringLiteral e -> true;
        case Subquery e -> true;
      };
    }

    private VectorMatching matching(BinaryOperator op) {
      boolean on = random.nextBoolean();
      List<String> labels = labels();
      if (op.isSet()) {
        return new VectorMatching(Cardinality.MANY_TO_MANY, on, labels, List.of(), null, null);
      }
      Double left = random.nextInt(4) == 0 ? (Double) finite() : null;
      Double right = random.nextInt(4) == 0 ? (Double) finite() : null;
      if (random.nextBoolean()) {
        return new VectorMatching(Cardinality.ONE_TO_ONE, on, labels, List.of(), left, right);
      }
      List<String> include = new ArrayList<>(labels());
      include.removeAll(labels);
      Cardinality cardinality =
          random.nextBoolean() ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY;
      return new VectorMatching(cardinality, on, labels, include, left, right);
    }

    private List<String> labels() {
      List<String> shuffled = new ArrayList<>(LABELS);
      Collections.shuffle(shuffled, random);
      return shuffled.subList(0, random.nextInt(4)).stream()
          .map(name -> name.equals("without") ? "w" : name)
          .toList();
    }

    private Expr aggregation(int depth) {
      AggregateOperator op = of(AggregateOperator.values());
      ValueType paramType = op.paramType();
      Expr param = paramType == null ? null : ofType(paramType, depth - 1);
      List<String> grouping = labels();
      boolean without = random.nextBoolean();
      return new AggregateExpr(op, vector(depth - 1), param, grouping, without, NOWHERE);
    }

    private Expr call(ValueType type, int depth) {
      List<FunctionSignature> candidates =
          FunctionTable.all().stream()
              .filter(f -> f.returnType() == type && !f.name().equals("info"))
              .toList();
      FunctionSignature f = of(candidates);
      int most = Math.min(f.maxArgs(), f.minArgs() + 3);
      int count = f.minArgs() + random.nextInt(most - f.minArgs() + 1);
      List<Expr> args = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ValueType argType = f.argTypes().get(Math.min(i, f.argTypes().size() - 1));
        args.add(ofType(argType, depth - 1));
      }
      return new Call(f, args, NOWHERE);
    }

    private VectorSelector selector() {
      String name = random.nextInt(3) == 0 ? "" : of(NAMES);
      List<Matcher> matchers = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        matchers.add(Matcher.of(of(Matcher.Type.values()), of(LABELS), regexSafe(of(TEXTS))));
      }
      matchers.add(Matcher.equal(Labels.METRIC_NAME, name.isEmpty() ? "a metric" : name));
      return new VectorSelector(
          name, matchers, at(), offset(), of(RangeExtension.values()), NOWHERE);
    }

    private static String regexSafe(String text) {
      return text.replace('\\', '/');
    }

    private @Nullable AtModifier at() {
      return switch (random.nextInt(6)) {
        case 0 -> new AtModifier.Start();
        case 1 -> new AtModifier.End();
        case 2 -> new AtModifier.Timestamp(random.nextLong(-1L << 40, 1L << 40));
        default -> null;
      };
    }

    private @Nullable DurationExpr offset() {
      return switch (random.nextInt(4)) {
        case 0 -> literal(random.nextBoolean() ? 1 : -1, true);
        case 1 -> paren(duration(3));
        default -> null;
      };
    }

    private DurationExpr length() {
      return random.nextInt(3) == 0 ? duration(3) : literal(1, true);
    }

    /** As Prometheus' lexer wants it before a colon. */
    private DurationExpr lengthWithNumber() {
      DurationExpr number = literal(1, true);
      return random.nextBoolean()
          ? number
          : new DurationExpr.Binary(DurationOperator.ADD, number, tight(duration(2)), NOWHERE);
    }

    private DurationExpr literal(int sign, boolean units) {
      return new DurationExpr.Literal(sign * random.nextLong(1, 1L << 32) / 1e3, units, NOWHERE);
    }

    /** A duration that is not a literal alone. */
    private DurationExpr duration(int depth) {
      return switch (depth == 0 ? random.nextInt(2) : random.nextInt(6)) {
        case 0 -> new DurationExpr.Step(NOWHERE);
        case 1 -> new DurationExpr.Range(NOWHERE);
        case 2 -> new DurationExpr.Negation(tight(duration(depth - 1)), NOWHERE);
        case 3 -> paren(duration(depth - 1));
        default -> operation(depth);
      };
    }

    private DurationExpr operation(int depth) {
      DurationOperator op = of(DurationOperator.values());
      DurationExpr left = random.nextBoolean() ? literal(1, false) : duration(depth - 1);
      DurationExpr right = random.nextBoolean() ? literal(1, true) : duration(depth - 1);
      return op.isPrefix()
          ? new DurationExpr.Binary(op, left, right, NOWHERE)
          : new DurationExpr.Binary(op, tight(left), tight(right), NOWHERE);
    }

    private static DurationExpr tight(DurationExpr duration) {
      boolean loose =
          duration instanceof DurationExpr.Negation
              || (duration instanceof DurationExpr.Binary b && !b.op().isPrefix());
      return loose ? paren(duration) : duration;
    }

    private static DurationExpr paren(DurationExpr duration) {
      return duration instanceof DurationExpr.Paren
          ? Objects.requireNonNull(duration)
          : new DurationExpr.Paren(duration, NOWHERE);
    }
  }
}
