package io.atalaya.query.promqltest;

import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.VectorSelector;
import java.util.List;
import java.util.Set;

/**
 * An expression with {@code @} on everything that has none: evaluated at any time, it gives what
 * the original gives at the fixed one.
 */
final class FixedTimes {
  private static final Set<String> TIME_DEPENDENT =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "end",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "range",
          "start",
          "step",
          "time",
          "timestamp");

  private final AtModifier at;
  private boolean dependsOnTime;

  FixedTimes(long millis) {
    at = new AtModifier.Timestamp(millis);
  }

  /** Whether some function looked at the time of evaluation itself. */
  boolean dependsOnTime() {
    return dependsOnTime;
  }

  Expr fix(Expr expr) {
    return switch (expr) {
      case NumberLiteral n -> n;
      case StringLiteral s -> s;
      case VectorSelector v -> v.at() == null ? v.withAt(at) : v;
      case MatrixSelector m ->
          new MatrixSelector((VectorSelector) fix(m.selector()), m.range(), m.position());
      case Subquery s -> s.at() == null ? fixInside(s.withAt(at)) : s;
      case ParenExpr p -> new ParenExpr(fix(p.expr()), p.position());
      case UnaryExpr u -> new UnaryExpr(u.sign(), fix(u.expr()), u.position());
      case BinaryExpr b ->
          new BinaryExpr(
              b.op(), fix(b.left()), fix(b.right()), b.returnBool(), b.matching(), b.position());
      case AggregateExpr a -> aggregate(a);
      case Call c -> call(c);
    };
  }

  /** A subquery with a time fixes what is inside; functions inside still count. */
  private Subquery fixInside(Subquery s) {
    noteCalls(s.expr());
    return s;
  }

  private void noteCalls(Expr expr) {
    if (expr instanceof Call c) {
      dependsOnTime |= TIME_DEPENDENT.contains(c.function().name());
    }
    expr.children().forEach(this::noteCalls);
  }

  private Expr aggregate(AggregateExpr a) {
    Expr param = a.param();
    return new AggregateExpr(
        a.op(),
        fix(a.expr()),
        param == null ? null : fix(param),
        a.grouping(),
        a.without(),
        a.position());
  }

  private Expr call(Call c) {
    dependsOnTime |= TIME_DEPENDENT.contains(c.function().name());
    List<Expr> args = c.args().stream().map(this::fix).toList();
    return new Call(c.function(), args, c.position());
  }
}
