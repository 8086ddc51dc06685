package io.atalaya.query.function;

import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.number.Circular;
import io.atalaya.query.number.Powers;

/** Operators and functions on two floats, with Go's results where Java's differ. */
public final class Arithmetic {
  private Arithmetic() {}

  /** The result of an arithmetic operator. */
  public static double apply(BinaryOperator op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MOD -> a % b;
      case POW -> Powers.pow(a, b);
      case ATAN2 -> Circular.atan2(a, b);
      case EQL, NEQ, LTE, LSS, GTE, GTR, AND, OR, UNLESS, TRIM_LOWER, TRIM_UPPER ->
          throw new IllegalArgumentException(op + " is no arithmetic operator");
    };
  }

  /** The results of an arithmetic operator on each two numbers at the same place. */
  public static void apply(BinaryOperator op, double[] a, double[] b, double[] results) {
    int n = results.length;
    switch (op) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          results[i] = a[i] + b[i];
        }
      }
      case SUB -> {
        for (int i = 0; i < n; i++) {
          results[i] = a[i] - b[i];
        }
      }
      case MUL -> {
        for (int i = 0; i < n; i++) {
          results[i] = a[i] * b[i];
        }
      }
      case DIV -> {
        for (int i = 0; i < n; i++) {
          results[i] = a[i] / b[i];
        }
      }
      case MOD, ATAN2, POW -> {
        for (int i = 0; i < n; i++) {
          results[i] = apply(op, a[i], b[i]);
        }
      }
      case EQL, NEQ, LTE, LSS, GTE, GTR, AND, OR, UNLESS, TRIM_LOWER, TRIM_UPPER ->
          throw new IllegalArgumentException(op + " is no arithmetic operator");
    }
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
}
