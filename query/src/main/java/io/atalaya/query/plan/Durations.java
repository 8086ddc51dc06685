package io.atalaya.query.plan;

import io.atalaya.model.QueryException;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.number.Powers;

/** Gives duration expressions their values, which depend on the step and range of the query. */
final class Durations {
  private static final double MAX_SECONDS = 0x1p63 / 1e9;

  private final double stepSeconds;
  private final double rangeSeconds;

  Durations(long stepMillis, long rangeMillis) {
    stepSeconds = stepMillis / 1000.0;
    rangeSeconds = rangeMillis / 1000.0;
  }

  /** Milliseconds of a range or step. */
  long positiveMillis(DurationExpr expr) {
    if (expr instanceof DurationExpr.Literal literal) {
      return literal.millis();
    }
    double seconds = checked(expr);
    if (seconds <= 0) {
      throw error(expr.position(), "duration must be greater than 0");
    }
    return (long) (seconds * 1000);
  }

  /** Milliseconds of an offset. */
  long millis(DurationExpr expr) {
    return expr instanceof DurationExpr.Literal literal
        ? literal.millis()
        : (long) (checked(expr) * 1000);
  }

  private double checked(DurationExpr expr) {
    double seconds = seconds(expr);
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw error(expr.position(), "duration is NaN or infinite");
    }
    if (Math.abs(seconds) > MAX_SECONDS) {
      throw error(expr.position(), "duration is out of range");
    }
    return seconds;
  }

  private double seconds(DurationExpr expr) {
    return switch (expr) {
      case DurationExpr.Literal literal -> literal.seconds();
      case DurationExpr.Step step -> stepSeconds;
      case DurationExpr.Range range -> rangeSeconds;
      case DurationExpr.Negation negation -> -seconds(negation.operand());
      case DurationExpr.Paren paren -> seconds(paren.inner());
      case DurationExpr.Binary binary -> binary(binary);
    };
  }

  private double binary(DurationExpr.Binary expr) {
    double left = seconds(expr.left());
    double right = seconds(expr.right());
    return switch (expr.op()) {
      case ADD -> left + right;
      case SUB -> left - right;
      case MUL -> left * right;
      case DIV -> left / nonZero(right, expr, "division by zero");
      case MOD -> left % nonZero(right, expr, "modulo by zero");
      case POW -> Powers.pow(left, right);
      case MIN_OF -> Math.min(left, right);
      case MAX_OF -> Math.max(left, right);
    };
  }

  private static double nonZero(double divisor, DurationExpr expr, String otherwise) {
    if (divisor == 0) {
      throw error(expr.position(), otherwise);
    }
    return divisor;
  }

  private static QueryException error(PositionRange at, String message) {
    return new QueryException(
        QueryException.Kind.BAD_DATA, at.start() + ":" + at.end() + ": " + message);
  }
}
