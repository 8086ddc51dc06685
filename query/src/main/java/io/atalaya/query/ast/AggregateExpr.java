package io.atalaya.query.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vector put together by groups, {@code op by (grouping) (param, expr)}.
 *
 * @param expr of type instant vector
 * @param param not null exactly if the operator takes one
 * @param grouping label names in the order written
 * @param without whether {@code grouping} are the labels to drop ({@code without}) rather than
 *     those to keep ({@code by})
 */
public record AggregateExpr(
    AggregateOperator op,
    Expr expr,
    @Nullable Expr param,
    List<String> grouping,
    boolean without,
    PositionRange position)
    implements Expr {

  public AggregateExpr {
    grouping = List.copyOf(grouping);
  }

  @Override
  public ValueType type() {
    return ValueType.VECTOR;
  }

  @Override
  public List<Expr> children() {
    return param == null ? List.of(expr) : List.of(expr, param);
  }
}
