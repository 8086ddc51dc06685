package io.atalaya.query.ast;

import java.util.List;

/**
 * The samples of the last while of each selected series, {@code selector[range]}.
 *
 * @param selector carries the {@code @}, {@code offset}, {@code anchored} and {@code smoothed} that
 *     are written after the bracket
 * @param range greater than zero if it is a literal
 */
public record MatrixSelector(VectorSelector selector, DurationExpr range, PositionRange position)
    implements Expr {
  @Override
  public ValueType type() {
    return ValueType.MATRIX;
  }

  @Override
  public List<Expr> children() {
    return List.of(selector);
  }
}
