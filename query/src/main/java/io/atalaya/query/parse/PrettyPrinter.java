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
import java.util.ArrayList;
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

  private PrettyPrinter(int maxLine) {
    this.maxLine = maxLine;
  }

  /** The expression on as many lines as it needs, without a line break at the end. */
  public static String print(Expr expr) {
    return print(expr, MAX_LINE);
  }

  /**
   * @param maxLine the longest text of a node, in UTF-8 bytes, that stays on one line
   */
  static String print(Expr expr, int maxLine) {
    return new PrettyPrinter(maxLine).pretty(expr, 0);
  }

  private String pretty(Expr expr, int level) {
    return switch (expr) {
      case AggregateExpr e -> aggregation(e, level);
      case BinaryExpr e -> binary(e, level);
      case Call e -> call(e, level);
      case ParenExpr e -> parenthesised(e, level);
      case Subquery e -> subquery(e, level);
      case UnaryExpr e -> indent(level) + e.sign().symbol() + pretty(e.expr(), level).strip();
      case MatrixSelector e -> line(e, level);
      case VectorSelector e -> line(e, level);
      case NumberLiteral e -> line(e, level);
      case StringLiteral e -> line(e, level);
    };
  }

  private static String line(Expr expr, int level) {
    return indent(level) + Printer.print(expr);
  }

  private boolean fits(Expr expr) {
    String text = Printer.print(expr, maxLine);
    return text.getBytes(StandardCharsets.UTF_8).length <= maxLine;
  }

  private String aggregation(AggregateExpr e, int level) {
    if (fits(e)) {
      return line(e, level);
    }
    List<Expr> parts = e.param() == null ? List.of(e.expr()) : List.of(e.param(), e.expr());
    return indent(level) + Printer.head(e) + arguments(parts, level);
  }

  private String call(Call e, int level) {
    if (fits(e)) {
      return line(e, level);
    }
    return indent(level) + e.function().name() + arguments(e.args(), level);
  }

  private String parenthesised(ParenExpr e, int level) {
    if (fits(e)) {
      return line(e, level);
    }
    return indent(level) + arguments(List.of(e.expr()), level);
  }

  private String arguments(List<Expr> args, int level) {
    List<String> parts = new ArrayList<>();
    for (Expr arg : args) {
      parts.add(pretty(arg, level + 1));
    }
    return "(\n" + String.join(",\n", parts) + "\n" + indent(level) + ")";
  }

  private String binary(BinaryExpr e, int level) {
    if (fits(e)) {
      return line(e, level);
    }
    return pretty(e.left(), level + 1)
        + "\n"
        + indent(level)
        + Printer.operator(e)
        + "\n"
        + pretty(e.right(), level + 1);
  }

  /** As in Prometheus, one that fits is not indented. */
  private String subquery(Subquery e, int level) {
    return fits(e) ? Printer.print(e) : pretty(e.expr(), level) + Printer.suffix(e);
  }

  private static String indent(int level) {
    return INDENT.repeat(level);
  }
}
