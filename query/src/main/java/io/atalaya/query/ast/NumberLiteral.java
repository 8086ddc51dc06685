package io.atalaya.query.ast;

import java.util.List;

/**
 * A number, its sign included.
 *
 * @param value the number; seconds if it was written as a duration
 * @param duration whether it was written as a duration such as {@code 5m}, and prints as one
 */
public record NumberLiteral(double value, boolean duration, PositionRange position)
    implements Expr {
  @Override
  public ValueType type() {
    return ValueType.SCALAR;
  }

  @Override
  public List<Expr> children() {
    return List.of();
  }
}
