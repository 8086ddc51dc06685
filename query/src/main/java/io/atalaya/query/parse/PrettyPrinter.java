package io.atalaya.query.parse;

import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.VectorSelector;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Prints a tree as {@code promtool promql format} does: what does not fit a line is spread over
 * several, indented by its depth.
 *
 * <pre>
 *   sum by (job) (
 *     rate(…)
 *   )
 *   &gt; on (job)
 *     limit
 * </pre>
 *
 * Selectors are never split.
 */
public final class PrettyPrinter {
  /** The longest text of a node, in UTF-8 bytes, that stays on one line. */
  private static final int MAX_LINE = 100;

  private static final String INDENT = "  ";

  private final int maxLine;
  private final StringBuilder out = new StringBuilder();

  /** Whether the indent to be written next is left out, as a sign stands in its place. */
  private boolean afterSign;

  private PrettyPrinter(int maxLine) {
    this.maxLine = maxLine;
  }

  /**
   * The expression on as many lines as it needs, without a line break at the end; on one line if
   * the lines would be longer than {@link ParseLimits#MAX_PRETTY_LENGTH} together.
   */
  public static String print(Expr expr) {
    return print(expr, MAX_LINE);
  }

  /**
   * @param maxLine the longest text of a node, in UTF-8 bytes, that stays on one line
   */
  static String print(Expr expr, int maxLine) {
    PrettyPrinter printer = new PrettyPrinter(maxLine);
    printer.pretty(expr, 0);
    return printer.isFull() ? Printer.print(expr) : printer.out.toString();
  }

  private boolean isFull() {
    return out.length() > ParseLimits.MAX_PRETTY_LENGTH;
  }

  private void pretty(Expr expr, int level) {
    if (isFull()) {
      return;
    }
    switch (expr) {
      case AggregateExpr e -> aggregation(e, level);
      case BinaryExpr e -> binary(e, level);
      case Call e -> call(e, level);
      case ParenExpr e -> parenthesised(e, level);
      case Subquery e -> subquery(e, level);
      case UnaryExpr e -> unary(e, level);
      case MatrixSelector e -> line(e, level);
      case VectorSelector e -> line(e, level);
      case NumberLiteral e -> line(e, level);
      case StringLiteral e -> line(e, level);
    }
  }

  private void indent(int level) {
    if (!afterSign) {
      out.repeat(INDENT, level);
    }
    afterSign = false;
  }

  private void line(Expr expr, int level) {
    indent(level);
    out.append(Printer.print(expr));
  }

  private boolean fits(Expr expr) {
    String text = Printer.print(expr, maxLine);
    return text.getBytes(StandardCharsets.UTF_8).length <= maxLine;
  }

  private void unary(UnaryExpr e, int level) {
    indent(level);
    out.append(e.sign().symbol());
    afterSign = true;
    pretty(e.expr(), level);
  }

  private void aggregation(AggregateExpr e, int level) {
    List<Expr> args = e.param() == null ? List.of(e.expr()) : List.of(e.param(), e.expr());
    splitUnlessFitting(e, Printer.head(e), args, level);
  }

  private void call(Call e, int level) {
    splitUnlessFitting(e, e.function().name(), e.args(), level);
  }

  private void parenthesised(ParenExpr e, int level) {
    splitUnlessFitting(e, "", List.of(e.expr()), level);
  }

  private void splitUnlessFitting(Expr e, String head, List<Expr> args, int level) {
    if (fits(e)) {
      line(e, level);
      return;
    }
    indent(level);
    out.append(head).append('(');
    String separator = "\n";
    for (Expr arg : args) {
      out.append(separator);
      pretty(arg, level + 1);
      separator = ",\n";
    }
    out.append('\n');
    indent(level);
    out.append(')');
  }

  private void binary(BinaryExpr e, int level) {
    if (fits(e)) {
      line(e, level);
      return;
    }
    pretty(e.left(), level + 1);
    out.append('\n');
    indent(level);
    out.append(Printer.operator(e)).append('\n');
    pretty(e.right(), level + 1);
  }

  private void subquery(Subquery e, int level) {
    if (fits(e)) {
      // As in Prometheus, without an indent.
      afterSign = false;
      out.append(Printer.print(e));
    } else {
      pretty(e.expr(), level);
      out.append(Printer.suffix(e));
    }
  }
}
