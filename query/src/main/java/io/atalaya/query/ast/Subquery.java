package io.atalaya.query.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression evaluated many times over a range, {@code expr[range:step] @ time offset d}.
 *
 * @param expr of type instant vector
 * @param range greater than zero if it is a literal
 * @param step the distance of evaluations, or null for the default of the engine
 * @param at the fixed time of evaluation, or null
 * @param offset how far back from the time of evaluation, or null
 */
public record Subquery(
    Expr expr,
    DurationExpr range,
    @Nullable DurationExpr step,
    @Nullable AtModifier at,
    @Nullable DurationExpr offset,
    PositionRange position)
    implements Expr {

  public Subquery withAt(@Nullable AtModifier newAt) {
    return new Subquery(expr, range, step, newAt, offset, position);
  }

  public Subquery withOffset(@Nullable DurationExpr newOffset) {
    return new Subquery(expr, range, step, at, newOffset, position);
  }

  public Subquery withPosition(PositionRange newPosition) {
    return new Subquery(expr, range, step, at, offset, newPosition);
  }

  @Override
  public ValueType type() {
    return ValueType.MATRIX;
  }

  @Override
  public List<Expr> children() {
    return List.of(expr);
  }
}
