package io.atalaya.query.function;

import io.atalaya.query.ast.BinaryOperator;

/** Operators and functions on two floats, with Go's results where Java's differ. */
public final class Arithmetic {
  private static final double LN_2 = Math.log(2);

  private Arithmetic() {}

  /** The result of an arithmetic operator. */
  public static double apply(BinaryOperator op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MOD -> a % b;
      case POW -> pow(a, b);
      case ATAN2 -> Math.atan2(a, b);
      case EQL, NEQ, LTE, LSS, GTE, GTR, AND, OR, UNLESS, TRIM_LOWER, TRIM_UPPER ->
          throw new IllegalArgumentException(op + " is no arithmetic operator");
    };
  }

  /** Whether a comparison holds. */
  public static boolean holds(BinaryOperator op, double a, double b) {
    return switch (op) {
      case EQL -> a == b;
      case NEQ -> a != b;
      case LTE -> a <= b;
      case LSS -> a < b;
      case GTE -> a >= b;
      case GTR -> a > b;
      case ADD, SUB, MUL, DIV, MOD, POW, ATAN2, AND, OR, UNLESS, TRIM_LOWER, TRIM_UPPER ->
          throw new IllegalArgumentException(op + " is no comparison");
    };
  }

  /** IEEE 754-2008 power: one to any power is one, and −1 to an infinite power is one. */
  public static double pow(double a, double b) {
    if (a == 1 || (a == -1 && Double.isInfinite(b))) {
      return 1;
    }
    return Math.pow(a, b);
  }

  /** The lesser of two; −∞ is less than NaN, which is less than all others. */
  public static double min(double a, double b) {
    boolean endless = a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY;
    return endless ? Double.NEGATIVE_INFINITY : Math.min(a, b);
  }

  /** The greater of two; ∞ is greater than NaN, which is greater than all others. */
  public static double max(double a, double b) {
    boolean endless = a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY;
    return endless ? Double.POSITIVE_INFINITY : Math.max(a, b);
  }

  static double asinh(double v) {
    if (v == 0 || Double.isInfinite(v)) {
      return v;
    }
    double a = Math.abs(v);
    double root = Math.sqrt(a * a + 1);
    double result = a > 0x1p28 ? Math.log(a) + LN_2 : Math.log1p(a + a * a / (1 + root));
    return Math.copySign(result, v);
  }

  static double acosh(double v) {
    if (v < 1) {
      return Double.NaN;
    }
    return v > 0x1p28 ? Math.log(v) + LN_2 : Math.log(v + Math.sqrt(v * v - 1));
  }

  static double atanh(double v) {
    return 0.5 * Math.log1p(2 * v / (1 - v));
  }
}
