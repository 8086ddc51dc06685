package io.atalaya.query.parse;

import io.atalaya.model.Matcher;
import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.VectorSelector;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares trees by what they mean: without positions and the order of matchers. */
final class Trees {
  private static final PositionRange NOWHERE = PositionRange.NONE;

  private Trees() {}

  static boolean same(Expr a, Expr b) {
    return bare(a).equals(bare(b));
  }

  /** The tree without positions, matchers sorted. */
  static Expr bare(Expr expr) {
    return switch (expr) {
      case NumberLiteral e -> new NumberLiteral(e.value(), e.duration(), NOWHERE);
      case StringLiteral e -> new StringLiteral(e.value(), NOWHERE);
      case VectorSelector e -> bare(e);
      case MatrixSelector e -> new MatrixSelector(bare(e.selector()), length(e.range()), NOWHERE);
      case Subquery e ->
          new Subquery(
              bare(e.expr()),
              length(e.range()),
              lengthOrNull(e.step()),
              e.at(),
              lengthOrNull(e.offset()),
              NOWHERE);
      case ParenExpr e -> new ParenExpr(bare(e.expr()), NOWHERE);
      case UnaryExpr e -> new UnaryExpr(e.sign(), bare(e.expr()), NOWHERE);
      case BinaryExpr e ->
          new BinaryExpr(
              e.op(), bare(e.left()), bare(e.right()), e.returnBool(), e.matching(), NOWHERE);
      case AggregateExpr e -> bare(e);
      case Call e -> new Call(e.function(), e.args().stream().map(Trees::bare).toList(), NOWHERE);
    };
  }

  private static AggregateExpr bare(AggregateExpr e) {
    Expr param = e.param() == null ? null : bare(e.param());
    return new AggregateExpr(e.op(), bare(e.expr()), param, e.grouping(), e.without(), NOWHERE);
  }

  private static VectorSelector bare(VectorSelector e) {
    List<Matcher> sorted =
        e.matchers().stream().sorted(Comparator.comparing(Matcher::toString)).toList();
    return new VectorSelector(
        e.name(), sorted, e.at(), lengthOrNull(e.offset()), e.extension(), NOWHERE);
  }

  private static @Nullable DurationExpr lengthOrNull(@Nullable DurationExpr duration) {
    return duration == null ? null : length(duration);
  }

  /** A whole range, step or offset: it prints with units whether it was written with any. */
  private static DurationExpr length(DurationExpr duration) {
    return duration instanceof DurationExpr.Literal l
        ? new DurationExpr.Literal(l.seconds(), true, NOWHERE)
        : bare(duration);
  }

  private static DurationExpr bare(DurationExpr duration) {
    return switch (duration) {
      case DurationExpr.Literal e -> new DurationExpr.Literal(e.seconds(), e.duration(), NOWHERE);
      case DurationExpr.Step e -> new DurationExpr.Step(NOWHERE);
      case DurationExpr.Range e -> new DurationExpr.Range(NOWHERE);
      case DurationExpr.Negation e -> new DurationExpr.Negation(bare(e.operand()), NOWHERE);
      case DurationExpr.Paren e -> new DurationExpr.Paren(bare(e.inner()), NOWHERE);
      case DurationExpr.Binary e ->
          new DurationExpr.Binary(e.op(), bare(e.left()), bare(e.right()), NOWHERE);
    };
  }
}
