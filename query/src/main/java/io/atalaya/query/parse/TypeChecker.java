package io.atalaya.query.parse;

import io.atalaya.model.GoQuote;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.FunctionSignature;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorMatching.Cardinality;
import io.atalaya.query.ast.VectorSelector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Checks what the grammar leaves open: types, numbers of arguments, matching of vectors, selectors
 * that would select everything. Notes all errors, in the order in which Prometheus finds them.
 */
final class TypeChecker {
  private final ExprParser parser;
  private final byte[] input;

  TypeChecker(ExprParser parser) {
    this.parser = parser;
    this.input = parser.input.getBytes(StandardCharsets.UTF_8);
  }

  void check(Expr expr) {
    switch (expr) {
      case AggregateExpr e -> checkAggregation(e);
      case BinaryExpr e -> checkBinary(e);
      case Call e -> checkCall(e);
      case ParenExpr e -> check(e.expr());
      case UnaryExpr e -> checkUnary(e);
      case Subquery e -> checkSubquery(e);
      case MatrixSelector e -> check(e.selector());
      case VectorSelector e -> checkSelector(e, false);
      case NumberLiteral e -> requireNothing(e);
      case StringLiteral e -> requireNothing(e);
    }
  }

  /** A literal is always right. */
  private static void requireNothing(Expr literal) {
    Objects.requireNonNull(literal);
  }

  private void note(PositionRange position, String message) {
    parser.note(position, message);
  }

  private void expect(Expr expr, ValueType wanted, String context) {
    check(expr);
    requireType(expr, expr.position(), wanted, context);
  }

  private void requireType(Expr expr, PositionRange position, ValueType wanted, String context) {
    if (expr.type() != wanted) {
      note(
          position,
          "expected type %s in %s, got %s"
              .formatted(wanted.documented(), context, expr.type().documented()));
    }
  }

  private void checkAggregation(AggregateExpr e) {
    expect(e.expr(), ValueType.VECTOR, "aggregation expression");
    ValueType paramType = e.op().paramType();
    if (e.param() != null && paramType != null) {
      expect(e.param(), paramType, "aggregation parameter");
    }
  }

  private void checkUnary(UnaryExpr e) {
    check(e.expr());
    ValueType type = e.expr().type();
    if (type != ValueType.SCALAR && type != ValueType.VECTOR) {
      note(
          e.position(),
          "unary expression only allowed on expressions of type scalar or instant vector, got "
              + GoQuote.of(type.documented()));
    }
  }

  private void checkSubquery(Subquery e) {
    check(e.expr());
    if (e.expr().type() != ValueType.VECTOR) {
      note(
          e.position(),
          "subquery is only allowed on instant vector, got " + e.expr().type().text() + " instead");
    }
  }

  private void checkBinary(BinaryExpr e) {
    check(e.left());
    check(e.right());
    ValueType left = e.left().type();
    ValueType right = e.right().type();
    boolean scalars = left == ValueType.SCALAR && right == ValueType.SCALAR;
    if (e.returnBool() && !e.op().isComparison()) {
      note(operatorOf(e), "bool modifier can only be used on comparison operators");
    }
    if (e.op().isComparison() && !e.returnBool() && scalars) {
      note(operatorOf(e), "comparisons between scalars must use BOOL modifier");
    }
    checkMatchedLabels(e);
    requireOperand(e.left());
    requireOperand(e.right());
    checkMatching(e);
    if (e.op().isSet() && (left == ValueType.SCALAR || right == ValueType.SCALAR)) {
      String op = GoQuote.of(e.op().symbol());
      note(e.position(), "set operator " + op + " not allowed in binary scalar expression");
    }
  }

  private VectorMatching writtenMatching(BinaryExpr e) {
    VectorMatching written = e.matching() != null ? e.matching() : parser.droppedMatching(e);
    return written == null ? VectorMatching.DEFAULT : written;
  }

  private void checkMatchedLabels(BinaryExpr e) {
    VectorMatching matching = writtenMatching(e);
    if (!matching.on()) {
      return;
    }
    for (String label : matching.labels()) {
      for (String included : matching.include()) {
        if (label.equals(included)) {
          String quoted = GoQuote.of(label);
          note(operatorOf(e), "label " + quoted + " must not occur in ON and GROUP clause at once");
        }
      }
    }
  }

  private void requireOperand(Expr operand) {
    if (operand.type() != ValueType.SCALAR && operand.type() != ValueType.VECTOR) {
      note(
          operand.position(),
          "binary expression must contain only scalar and instant vector types");
    }
  }

  private void checkMatching(BinaryExpr e) {
    VectorMatching written = writtenMatching(e);
    if (e.matching() == null) {
      if (!written.labels().isEmpty()) {
        note(e.position(), "vector matching only allowed between instant vectors");
      }
      if (written.hasFill()) {
        note(e.position(), "filling in missing series only allowed between instant vectors");
      }
    } else if (e.op().isSet()) {
      if (written.cardinality() != Cardinality.MANY_TO_MANY) {
        String op = GoQuote.of(e.op().symbol());
        note(e.position(), "no grouping allowed for " + op + " operation");
        note(e.position(), "set operations must always be many-to-many");
      }
      if (written.hasFill()) {
        note(e.position(), "filling in missing series not allowed for set operators");
      }
    }
  }

  /** The place between the operands, without the space at its ends. */
  private PositionRange operatorOf(BinaryExpr e) {
    int start = e.left().position().end();
    while (Scanner.isSpace(input[start])) {
      start++;
    }
    int end = e.right().position().start() - 1;
    while (Scanner.isSpace(input[end])) {
      end--;
    }
    return new PositionRange(start, end);
  }

  private void checkCall(Call call) {
    checkArgumentCount(call);
    FunctionSignature f = call.function();
    boolean info = f.name().equals("info") && call.args().size() > 1;
    if (info) {
      checkInfoSelector(call, call.args().get(1));
    }
    String context = "call to function " + GoQuote.of(f.name());
    for (int i = 0; i < call.args().size(); i++) {
      if (i >= f.argTypes().size() && f.variadic() == 0) {
        break;
      }
      Expr arg = call.args().get(i);
      if (info && i == 1 && arg instanceof VectorSelector selector) {
        checkSelector(selector, true);
      } else {
        check(arg);
      }
      ValueType wanted = f.argTypes().get(Math.min(i, f.argTypes().size() - 1));
      requireType(arg, arg.position(), wanted, context);
    }
  }

  private void checkArgumentCount(Call call) {
    FunctionSignature f = call.function();
    int given = call.args().size();
    if (given >= f.minArgs() && given <= f.maxArgs()) {
      return;
    }
    boolean few = given < f.minArgs();
    String bound = f.variadic() == 0 ? "" : few ? "at least " : "at most ";
    note(
        call.position(),
        "expected %s%d argument(s) in call to %s, got %d"
            .formatted(bound, few ? f.minArgs() : f.maxArgs(), GoQuote.of(f.name()), given));
  }

  /** The second argument of {@code info} is a selector of labels without a metric's name. */
  private void checkInfoSelector(Call call, Expr arg) {
    requireType(arg, call.position(), ValueType.VECTOR, "call to function \"info\"");
    if (!(arg instanceof VectorSelector selector)) {
      note(arg.position(), "expected label selectors only");
    } else if (!selector.name().isEmpty()) {
      note(arg.position(), "expected label selectors only, got vector selector instead");
    }
  }

  /**
   * @param mayMatchAll whether it need not leave out the series without labels
   */
  private void checkSelector(VectorSelector e, boolean mayMatchAll) {
    if (!e.name().isEmpty()) {
      List<Matcher> inBraces = e.matchers().subList(0, e.matchers().size() - 1);
      for (Matcher matcher : inBraces) {
        if (matcher.name().equals(Labels.METRIC_NAME)) {
          note(
              e.position(),
              "metric name must not be set twice: %s or %s"
                  .formatted(GoQuote.of(e.name()), GoQuote.of(matcher.value())));
        }
      }
    } else if (!mayMatchAll && e.matchers().stream().allMatch(m -> m.matches(""))) {
      note(e.position(), "vector selector must contain at least one non-empty matcher");
    }
  }
}
