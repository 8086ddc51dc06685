package io.atalaya.query.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two expressions with an operator between.
 *
 * @param returnBool {@code bool}: a comparison gives 0 or 1 instead of filtering
 * @param matching not null exactly if both sides are instant vectors
 */
public record BinaryExpr(
    BinaryOperator op,
    Expr left,
    Expr right,
    boolean returnBool,
    @Nullable VectorMatching matching,
    PositionRange position)
    implements Expr {

  /** Two scalars give a scalar; anything else gives a vector. */
  @Override
  public ValueType type() {
    boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
    return scalars ? ValueType.SCALAR : ValueType.VECTOR;
  }

  @Override
  public List<Expr> children() {
    return List.of(left, right);
  }
}
