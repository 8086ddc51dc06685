package io.atalaya.query;

import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.exec.Runner;
import io.atalaya.query.exec.StepCounts;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Planner;
import org.jspecify.annotations.Nullable;

/**
 * When a query is evaluated.
 *
 * @param endMillis last time, included if it is a step
 * @param stepMillis distance of the steps, 0 for an instant query
 */
record Times(long startMillis, long endMillis, long stepMillis) {
  static Times at(long millis) {
    return new Times(millis, millis, 0);
  }

  Plan plan(Expr expr) {
    return new Planner(startMillis, endMillis, stepMillis).plan(expr);
  }

  /**
   * The plan of a range query.
   *
   * @throws QueryException if there can be none
   */
  Plan planRange(Expr expr) {
    if (stepMillis <= 0) {
      throw new QueryException(QueryException.Kind.BAD_DATA, "step must be greater than 0");
    }
    if (expr.type() != ValueType.VECTOR && expr.type() != ValueType.SCALAR) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA,
          "invalid expression type \""
              + expr.type().documented()
              + "\" for range query, must be Scalar or instant Vector");
    }
    return plan(expr);
  }

  QueryValue run(Runner runner, Plan plan) {
    return stepMillis == 0
        ? runner.instant(plan, startMillis)
        : runner.range(plan, startMillis, endMillis, stepMillis);
  }

  /** Number of steps, as far as they can be counted one by one. */
  int steps() {
    if (stepMillis == 0) {
      return 1;
    }
    long steps = Math.max(0, (endMillis - startMillis) / stepMillis + 1);
    if (steps > Integer.MAX_VALUE / 2) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "query processing would load too many samples into memory in query execution");
    }
    return (int) steps;
  }

  QueryResult.StepSamples samples(@Nullable StepCounts counts) {
    return counts == null
        ? QueryResult.StepSamples.NONE
        : new QueryResult.StepSamples(
            startMillis, Math.max(stepMillis, 1), counts.queryable(), counts.read());
  }
}
