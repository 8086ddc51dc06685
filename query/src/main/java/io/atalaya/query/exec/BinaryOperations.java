package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.QueryException;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.function.Arithmetic;
import io.atalaya.query.function.SampleCell;
import io.atalaya.query.function.SampleOperator;
import io.atalaya.query.plan.Plan;
import org.jspecify.annotations.Nullable;

/** Binary operations with at least one vector. */
final class BinaryOperations {
  private final Evaluation evaluation;

  BinaryOperations(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  SeriesTable vector(Plan.Binary plan, Steps steps) {
    boolean leftScalar = plan.left().type() == ValueType.SCALAR;
    boolean rightScalar = plan.right().type() == ValueType.SCALAR;
    if (leftScalar && rightScalar) {
      return Evaluation.single(evaluation.scalar(plan, steps));
    }
    if (leftScalar || rightScalar) {
      return withScalar(plan, leftScalar, steps);
    }
    SeriesTable left = evaluation.vector(plan.left(), steps);
    SeriesTable right = evaluation.vector(plan.right(), steps);
    VectorMatching matching = matching(plan);
    return switch (plan.op()) {
      case AND -> SetOperations.and(evaluation, left, right, matching, steps);
      case UNLESS -> SetOperations.unless(evaluation, left, right, matching, steps);
      case OR -> SetOperations.or(evaluation, left, right, matching, steps);
      case EQL, NEQ, LTE, LSS, GTE, GTR, TRIM_LOWER, TRIM_UPPER -> join(plan, left, right, steps);
      case ADD, SUB, MUL, DIV, MOD, ATAN2, POW -> join(plan, left, right, steps);
    };
  }

  private static VectorMatching matching(Plan.Binary plan) {
    VectorMatching matching = plan.matching();
    if (matching == null) {
      throw new QueryException(
          QueryException.Kind.INTERNAL, "two vectors without a way to match them");
    }
    return matching;
  }

  private SeriesTable join(Plan.Binary plan, SeriesTable left, SeriesTable right, Steps steps) {
    return new VectorJoin(evaluation, plan, matching(plan), steps).join(left, right);
  }

  /** Whether a result is another metric than what it is made of. */
  static boolean changesMetric(BinaryOperator op) {
    return op.kind() == BinaryOperator.Kind.ARITHMETIC;
  }

  private SeriesTable withScalar(Plan.Binary plan, boolean scalarLeft, Steps steps) {
    double[] scalar = evaluation.scalar(scalarLeft ? plan.left() : plan.right(), steps);
    SeriesTable vector = evaluation.vector(scalarLeft ? plan.right() : plan.left(), steps);
    SeriesTable table =
        new MappedTable(vector, () -> new ScalarSide(plan, scalarLeft, scalar)::apply);
    if (changesMetric(plan.op()) || plan.returnBool()) {
      table = evaluation.renamed(table);
    }
    return evaluation.distinct().merged(table, steps);
  }

  /** One operation between each sample of a vector and the scalar of its step. */
  private final class ScalarSide {
    private final Plan.Binary plan;
    private final boolean scalarLeft;
    private final double[] scalar;
    private final SampleOperator operator;
    private final SampleCell cell = new SampleCell();

    ScalarSide(Plan.Binary plan, boolean scalarLeft, double[] scalar) {
      this.plan = plan;
      this.scalarLeft = scalarLeft;
      this.scalar = scalar;
      operator = new SampleOperator(plan.op(), plan.position(), evaluation.annotations()::add);
    }

    void apply(int series, Column column) {
      if (changesMetric(plan.op()) && !column.hasHistograms()) {
        double[] values = column.values();
        Arithmetic.apply(
            plan.op(), scalarLeft ? scalar : values, scalarLeft ? values : scalar, values);
        return;
      }
      for (int step = 0; step < scalar.length; step++) {
        if (column.has(step)) {
          applyAt(step, column);
        }
      }
    }

    private void applyAt(int step, Column column) {
      double value = column.value(step);
      @Nullable Histogram histogram = column.histogram(step);
      boolean holds =
          scalarLeft
              ? operator.apply(scalar[step], null, value, histogram, cell)
              : operator.apply(value, histogram, scalar[step], null, cell);
      if (!cell.isPresent()) {
        column.remove(step);
      } else if (plan.returnBool()) {
        column.set(step, holds ? 1 : 0);
      } else if (!holds) {
        column.remove(step);
      } else if (!plan.op().isComparison()) {
        column.set(step, cell);
      }
    }
  }
}
