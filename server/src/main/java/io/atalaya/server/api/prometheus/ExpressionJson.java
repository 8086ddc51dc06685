package io.atalaya.server.api.prometheus;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Matcher;
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
import io.atalaya.query.ast.VectorSelector;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tree of an expression as {@code /api/v1/parse_query} shows it; keys as in Prometheus. */
final class ExpressionJson {
  private final JsonOut out;

  ExpressionJson(JsonOut out) {
    this.out = out;
  }

  void write(@Nullable Expr expr) throws IOException {
    switch (expr) {
      case null -> out.raw("null");
      case AggregateExpr aggregate -> write(aggregate);
      case BinaryExpr binary -> write(binary);
      case Call call -> write(call);
      case MatrixSelector matrix -> write(matrix);
      case Subquery subquery -> write(subquery);
      case NumberLiteral number ->
          out.object().field("type", "numberLiteral").field("val", plain(number.value())).end();
      case ParenExpr paren -> inner("parenExpr", paren.expr()).end();
      case StringLiteral text ->
          out.object().field("type", "stringLiteral").field("val", text.value()).end();
      case UnaryExpr unary ->
          inner("unaryExpr", unary.expr()).field("op", unary.sign().symbol()).end();
      case VectorSelector selector -> {
        out.object().field("type", "vectorSelector");
        writeSelector(selector);
        out.end();
      }
    }
  }

  private JsonOut inner(String type, Expr expr) throws IOException {
    out.object().field("type", type).name("expr");
    write(expr);
    return out;
  }

  private void write(AggregateExpr aggregate) throws IOException {
    inner("aggregation", aggregate.expr()).field("op", aggregate.op().text()).name("param");
    write(aggregate.param());
    out.field("grouping", aggregate.grouping()).field("without", aggregate.without()).end();
  }

  private void write(BinaryExpr binary) throws IOException {
    out.object().field("type", "binaryExpr").field("op", binary.op().symbol()).name("lhs");
    write(binary.left());
    out.name("rhs");
    write(binary.right());
    out.name("matching");
    writeMatching(binary.matching());
    out.field("bool", binary.returnBool()).end();
  }

  private void writeMatching(@Nullable VectorMatching matching) throws IOException {
    if (matching == null) {
      out.raw("null");
      return;
    }
    out.object()
        .field("card", matching.cardinality().text())
        .field("labels", matching.labels())
        .field("on", matching.on())
        .field("include", matching.include())
        .name("fillValues")
        .object()
        .name("lhs")
        .raw(number(matching.fillLeft()))
        .name("rhs")
        .raw(number(matching.fillRight()))
        .end()
        .end();
  }

  private static String number(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? "null" : GoFloat.json(value);
  }

  private void write(Call call) throws IOException {
    out.object().field("type", "call").name("func").object();
    out.field("name", call.function().name())
        .field("argTypes", call.function().argTypes().stream().map(type -> type.text()).toList())
        .field("variadic", call.function().variadic())
        .field("returnType", call.function().returnType().text())
        .end()
        .name("args")
        .array();
    for (Expr argument : call.args()) {
      write(argument);
    }
    out.end().end();
  }

  private void write(MatrixSelector matrix) throws IOException {
    out.object().field("type", "matrixSelector");
    writeDuration("range", matrix.range());
    writeSelector(matrix.selector());
    out.end();
  }

  private void write(Subquery subquery) throws IOException {
    inner("subquery", subquery.expr());
    writeDuration("range", subquery.range());
    writeDuration("offset", subquery.offset());
    writeDuration("step", subquery.step());
    writeAt(subquery.at());
    out.end();
  }

  private void writeSelector(VectorSelector selector) throws IOException {
    out.field("name", selector.name());
    writeDuration("offset", selector.offset());
    writeMatchers(selector.matchers());
    writeAt(selector.at());
    out.field("anchored", selector.extension() == RangeExtension.ANCHORED)
        .field("smoothed", selector.extension() == RangeExtension.SMOOTHED);
  }

  private void writeMatchers(List<Matcher> matchers) throws IOException {
    out.name("matchers").array();
    for (Matcher matcher : matchers) {
      out.object()
          .field("name", matcher.name())
          .field("value", matcher.value())
          .field("type", matcher.type().symbol())
          .end();
    }
    out.end();
  }

  private void writeAt(@Nullable AtModifier at) throws IOException {
    out.name("timestamp")
        .raw(at instanceof AtModifier.Timestamp t ? Long.toString(t.millis()) : "null");
    out.name("startOrEnd");
    switch (at) {
      case AtModifier.Start _ -> out.text("start");
      case AtModifier.End _ -> out.text("end");
      case AtModifier.Timestamp _ -> out.raw("null");
      case null -> out.raw("null");
    }
  }

  /** The milliseconds of a literal, or 0 with the expression beside it. */
  private void writeDuration(String name, @Nullable DurationExpr duration) throws IOException {
    if (duration instanceof DurationExpr.Literal literal) {
      out.field(name, literal.millis()).name(name + "Expr").raw("null");
    } else {
      out.field(name, 0).name(name + "Expr");
      writeDurationExpr(duration, false);
    }
  }

  private void writeDurationExpr(@Nullable DurationExpr expr, boolean wrapped) throws IOException {
    switch (expr) {
      case null -> out.raw("null");
      case DurationExpr.Literal literal ->
          out.object()
              .field("type", "numberLiteral")
              .field("val", plain(literal.seconds()))
              .field("duration", literal.duration())
              .end();
      case DurationExpr.Step _ -> operation("step", null, null, wrapped);
      case DurationExpr.Range _ -> operation("range", null, null, wrapped);
      case DurationExpr.Negation n -> operation("-", null, n.operand(), wrapped);
      case DurationExpr.Binary b -> operation(b.op().symbol(), b.left(), b.right(), wrapped);
      case DurationExpr.Paren p -> writeDurationExpr(p.inner(), true);
    }
  }

  private void operation(
      String op, @Nullable DurationExpr left, @Nullable DurationExpr right, boolean wrapped)
      throws IOException {
    out.object().field("type", "durationExpr").field("op", op).name("lhs");
    writeDurationExpr(left, false);
    out.name("rhs");
    writeDurationExpr(right, false);
    out.field("wrapped", wrapped).end();
  }

  /** Never with an exponent. */
  private static String plain(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(GoFloat.json(value)).toPlainString()
        : GoFloat.json(value);
  }
}
