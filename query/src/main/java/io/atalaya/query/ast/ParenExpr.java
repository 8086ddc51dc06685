package io.atalaya.query.ast;

import java.util.List;

/** An expression in parentheses, kept so that printing gives back what was written. */
public record ParenExpr(Expr expr, PositionRange position) implements Expr {
  @Override
  public ValueType type() {
    return expr.type();
  }

  @Override
  public List<Expr> children() {
    return List.of(expr);
  }
}
