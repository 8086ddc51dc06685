package io.atalaya.query.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two expressions with an operator between.
 *
 * @param returnBool {@code bool}: a comparison gives 0 or 1 instead of filtering
 * @param matching not null exactly if both sides are instant vectors
 * @param type scalar if both sides are, else instant vector; held here, because to find it anew
 *     would take a walk down a whole chain of operators each time
 */
public record BinaryExpr(
    BinaryOperator op,
    Expr left,
    Expr right,
    boolean returnBool,
    @Nullable VectorMatching matching,
    ValueType type,
    PositionRange position)
    implements Expr {

  public BinaryExpr {
    if (type != resultType(left, right)) {
      throw new IllegalArgumentException(op + " of these operands is no " + type);
    }
  }

  /** Finds the type. */
  public BinaryExpr(
      BinaryOperator op,
      Expr left,
      Expr right,
      boolean returnBool,
      @Nullable VectorMatching matching,
      PositionRange position) {
    this(op, left, right, returnBool, matching, resultType(left, right), position);
  }

  private static ValueType resultType(Expr left, Expr right) {
    boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
    return scalars ? ValueType.SCALAR : ValueType.VECTOR;
  }

  @Override
  public List<Expr> children() {
    return List.of(left, right);
  }
}
