package io.atalaya.query.ast;

import java.util.List;

/** A sign before an expression that is not a number literal. */
public record UnaryExpr(Sign sign, Expr expr, PositionRange position) implements Expr {
  /** The two unary operators. */
  public enum Sign {
    PLUS("+"),
    MINUS("-");

    private final String symbol;

    Sign(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  @Override
  public ValueType type() {
    return expr.type();
  }

  @Override
  public List<Expr> children() {
    return List.of(expr);
  }
}
