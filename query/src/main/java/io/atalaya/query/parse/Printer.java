package io.atalaya.query.parse;

import io.atalaya.model.GoFloat;
import io.atalaya.model.GoQuote;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.PromDuration;
import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorMatching.Cardinality;
import io.atalaya.query.ast.VectorSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints a tree as Prometheus does: one line, matchers sorted, grouping before the arguments. What
 * is printed reads back as the same tree, but for positions, the order of matchers and parts of
 * milliseconds.
 */
public final class Printer {
  private static final long MILLIS_PER_SECOND = 1000;

  private final StringBuilder out = new StringBuilder();

  /** Printing may stop once the text is longer than this. */
  private final int enough;

  private Printer(int enough) {
    this.enough = enough;
  }

  /** The expression on one line. */
  public static String print(Expr expr) {
    return print(expr, Integer.MAX_VALUE);
  }

  /**
   * The beginning of {@link #print(Expr)}, at least {@code enough} characters if it has so many.
   */
  static String print(Expr expr, int enough) {
    Printer printer = new Printer(enough);
    printer.expr(expr);
    return printer.out.toString();
  }

  /** A duration expression on one line. */
  public static String print(DurationExpr duration) {
    Printer printer = new Printer(Integer.MAX_VALUE);
    printer.operand(duration);
    return printer.out.toString();
  }

  /** An aggregation up to its arguments, {@code sum by (job) }. */
  static String head(AggregateExpr e) {
    Printer printer = new Printer(Integer.MAX_VALUE);
    printer.aggregationHead(e);
    return printer.out.toString();
  }

  /** The operator of a binary expression with all its modifiers. */
  static String operator(BinaryExpr e) {
    Printer printer = new Printer(Integer.MAX_VALUE);
    printer.binaryOperator(e);
    return printer.out.toString();
  }

  /** What a subquery has after its expression. */
  static String suffix(Subquery e) {
    Printer printer = new Printer(Integer.MAX_VALUE);
    printer.subquerySuffix(e);
    return printer.out.toString();
  }

  private void expr(Expr expr) {
    if (out.length() > enough) {
      return;
    }
    switch (expr) {
      case NumberLiteral e -> number(e.value(), e.duration());
      case StringLiteral e -> GoQuote.append(out, e.value());
      case VectorSelector e -> selector(e);
      case MatrixSelector e -> range(e);
      case Subquery e -> {
        expr(e.expr());
        subquerySuffix(e);
      }
      case ParenExpr e -> parenthesised(e);
      case UnaryExpr e -> {
        out.append(e.sign().symbol());
        expr(e.expr());
      }
      case BinaryExpr e -> binary(e);
      case AggregateExpr e -> aggregation(e);
      case Call e -> call(e);
    }
  }

  private void number(double value, boolean duration) {
    if (!duration) {
      out.append(GoFloat.plain(value));
      return;
    }
    if (value < 0) {
      out.append('-');
    }
    // Cut off after rounding to microseconds, or 1.001 seconds would print as 1s.
    long micros = Math.round(Math.abs(value) * 1e6);
    out.append(PromDuration.format(micros / 1000));
  }

  private void parenthesised(ParenExpr e) {
    out.append('(');
    expr(e.expr());
    out.append(')');
  }

  private void binary(BinaryExpr e) {
    expr(e.left());
    out.append(' ');
    binaryOperator(e);
    out.append(' ');
    expr(e.right());
  }

  private void binaryOperator(BinaryExpr e) {
    out.append(e.op().symbol());
    if (e.returnBool()) {
      out.append(" bool");
    }
    if (e.matching() != null) {
      matching(e.matching());
    }
  }

  private void matching(VectorMatching m) {
    boolean grouped =
        m.cardinality() == Cardinality.MANY_TO_ONE || m.cardinality() == Cardinality.ONE_TO_MANY;
    if (grouped || m.on() || !m.labels().isEmpty()) {
      out.append(m.on() ? " on" : " ignoring");
      labels(m.labels());
    }
    if (grouped) {
      boolean left = m.cardinality() == Cardinality.MANY_TO_ONE;
      out.append(left ? " group_left" : " group_right");
      labels(m.include());
    }
    fill(m.fillLeft(), m.fillRight());
  }

  private void fill(@Nullable Double left, @Nullable Double right) {
    if (left != null && right != null && left.doubleValue() == right.doubleValue()) {
      fill(" fill", left);
      return;
    }
    if (left != null) {
      fill(" fill_left", left);
    }
    if (right != null) {
      fill(" fill_right", right);
    }
  }

  private void fill(String word, double value) {
    out.append(word).append(" (").append(GoFloat.printed(value)).append(')');
  }

  private void labels(List<String> names) {
    out.append(" (");
    String separator = "";
    for (String name : names) {
      out.append(separator);
      labelName(name);
      separator = ", ";
    }
    out.append(')');
  }

  private void labelName(String name) {
    if (Labels.isLegacyName(name)) {
      out.append(name);
    } else {
      GoQuote.append(out, name);
    }
  }

  private void aggregation(AggregateExpr e) {
    aggregationHead(e);
    out.append('(');
    if (e.param() != null) {
      expr(e.param());
      out.append(", ");
    }
    expr(e.expr());
    out.append(')');
  }

  private void aggregationHead(AggregateExpr e) {
    out.append(e.op().text());
    if (e.without() || !e.grouping().isEmpty()) {
      out.append(e.without() ? " without" : " by");
      labels(e.grouping());
      out.append(' ');
    }
  }

  private void call(Call e) {
    out.append(e.function().name()).append('(');
    String separator = "";
    for (Expr arg : e.args()) {
      out.append(separator);
      expr(arg);
      separator = ", ";
    }
    out.append(')');
  }

  private void selector(VectorSelector e) {
    series(e);
    at(e.at());
    extension(e.extension());
    offset(e.offset());
  }

  private void range(MatrixSelector e) {
    VectorSelector selector = e.selector();
    series(selector);
    out.append('[');
    length(e.range());
    out.append(']');
    extension(selector.extension());
    at(selector.at());
    offset(selector.offset());
  }

  /** Name and matchers, without modifiers. */
  private void series(VectorSelector e) {
    out.append(e.name());
    List<String> matchers = new ArrayList<>();
    for (Matcher m : e.matchers()) {
      if (e.name().isEmpty() || !m.equals(Matcher.equal(Labels.METRIC_NAME, e.name()))) {
        matchers.add(matcher(m));
      }
    }
    if (!matchers.isEmpty()) {
      matchers.sort(Labels::compareUtf8);
      out.append('{').append(String.join(",", matchers)).append('}');
    }
  }

  private static String matcher(Matcher m) {
    String name = Labels.isLegacyName(m.name()) ? m.name() : GoQuote.of(m.name());
    return name + m.type().symbol() + GoQuote.of(m.value());
  }

  private void at(@Nullable AtModifier at) {
    if (at != null) {
      out.append(" @ ").append(time(at));
    }
  }

  private static String time(AtModifier at) {
    return switch (at) {
      case AtModifier.Timestamp t ->
          GoFloat.format((double) t.millis() / MILLIS_PER_SECOND, 'f', 3);
      case AtModifier.Start s -> "start()";
      case AtModifier.End e -> "end()";
    };
  }

  private void extension(RangeExtension extension) {
    if (extension != RangeExtension.NONE) {
      out.append(' ').append(extension.name().toLowerCase(Locale.ROOT));
    }
  }

  private void offset(@Nullable DurationExpr offset) {
    if (offset != null) {
      out.append(" offset ");
      length(offset);
    }
  }

  private void subquerySuffix(Subquery e) {
    out.append('[');
    length(e.range());
    out.append(':');
    if (e.step() != null) {
      length(e.step());
    }
    out.append(']');
    at(e.at());
    offset(e.offset());
  }

  /** A whole range, offset or step: a literal is always printed with units. */
  private void length(DurationExpr duration) {
    if (!(duration instanceof DurationExpr.Literal literal)) {
      operand(duration);
      return;
    }
    if (literal.nanos() < 0) {
      out.append('-');
    }
    out.append(PromDuration.format(Math.abs(literal.millis())));
  }

  /** A part of a duration expression. */
  private void operand(DurationExpr duration) {
    switch (duration) {
      case DurationExpr.Literal e -> number(e.seconds(), e.duration());
      case DurationExpr.Step e -> out.append("step()");
      case DurationExpr.Range e -> out.append("range()");
      case DurationExpr.Negation e -> {
        out.append('-');
        operand(e.operand());
      }
      case DurationExpr.Paren e -> {
        out.append('(');
        operand(e.inner());
        out.append(')');
      }
      case DurationExpr.Binary e -> operation(e);
    }
  }

  private void operation(DurationExpr.Binary e) {
    String symbol = e.op().symbol();
    out.append(e.op().isPrefix() ? symbol + "(" : "");
    operand(e.left());
    out.append(e.op().isPrefix() ? ", " : " " + symbol + " ");
    operand(e.right());
    out.append(e.op().isPrefix() ? ")" : "");
  }
}
