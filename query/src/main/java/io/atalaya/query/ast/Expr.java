package io.atalaya.query.ast;

import java.util.List;

/** A node of the tree: any expression of PromQL. */
public sealed interface Expr
    permits AggregateExpr,
        BinaryExpr,
        Call,
        MatrixSelector,
        NumberLiteral,
        ParenExpr,
        StringLiteral,
        Subquery,
        UnaryExpr,
        VectorSelector {

  /** Where it stands in the query. */
  PositionRange position();

  /** What it evaluates to. */
  ValueType type();

  /**
   * The expressions directly below, in Prometheus' order of walking: an aggregation's parameter
   * comes after the expression it aggregates. Duration expressions are not among them.
   */
  List<Expr> children();
}
