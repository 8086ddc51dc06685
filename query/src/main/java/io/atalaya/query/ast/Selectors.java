package io.atalaya.query.ast;

import io.atalaya.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Finds and changes the selectors of an expression, whatever they stand in. */
public final class Selectors {
  private Selectors() {}

  /** The matchers of each selector of an expression. */
  public static List<List<Matcher>> matchers(Expr expr) {
    List<List<Matcher>> all = new ArrayList<>();
    add(expr, all);
    return all;
  }

  private static void add(Expr expr, List<List<Matcher>> all) {
    if (expr instanceof VectorSelector selector) {
      all.add(selector.matchers());
    }
    expr.children().forEach(child -> add(child, all));
  }

  /** The same expression with every selector replaced. */
  public static Expr map(Expr expr, UnaryOperator<VectorSelector> change) {
    return switch (expr) {
      case VectorSelector selector -> change.apply(selector);
      case MatrixSelector e ->
          new MatrixSelector(change.apply(e.selector()), e.range(), e.position());
      case NumberLiteral literal -> literal;
      case StringLiteral literal -> literal;
      case ParenExpr e -> new ParenExpr(map(e.expr(), change), e.position());
      case UnaryExpr e -> new UnaryExpr(e.sign(), map(e.expr(), change), e.position());
      case Subquery e ->
          new Subquery(
              map(e.expr(), change), e.range(), e.step(), e.at(), e.offset(), e.position());
      case Call e ->
          new Call(
              e.function(), e.args().stream().map(arg -> map(arg, change)).toList(), e.position());
      case BinaryExpr e ->
          new BinaryExpr(
              e.op(),
              map(e.left(), change),
              map(e.right(), change),
              e.returnBool(),
              e.matching(),
              e.type(),
              e.position());
      case AggregateExpr e ->
          new AggregateExpr(
              e.op(),
              map(e.expr(), change),
              e.param() == null ? null : map(e.param(), change),
              e.grouping(),
              e.without(),
              e.position());
    };
  }
}
