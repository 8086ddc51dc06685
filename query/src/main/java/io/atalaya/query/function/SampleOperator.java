package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.HistogramOperation;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.histogram.Combination;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.HistogramTrim;
import io.atalaya.query.histogram.IncompatibleBucketsException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One binary operator, other than those on sets, between two samples. */
public final class SampleOperator {
  private final BinaryOperator op;
  private final PositionRange position;
  private final Consumer<Annotation> annotations;

  /**
   * An operator that stands in a query.
   *
   * @param annotations takes what it has to say
   */
  public SampleOperator(
      BinaryOperator op, PositionRange position, Consumer<Annotation> annotations) {
    this.op = op;
    this.position = position;
    this.annotations = annotations;
  }

  /**
   * Works out the result; of a comparison it is the left sample, whether it holds or not.
   *
   * @param out stays empty if samples of these kinds have no result
   * @return whether a comparison holds; true for all other operators
   */
  public boolean apply(
      double left,
      @Nullable Histogram leftHistogram,
      double right,
      @Nullable Histogram rightHistogram,
      SampleCell out) {
    out.clear();
    if (leftHistogram == null && rightHistogram == null) {
      return ofFloats(left, right, out);
    }
    if (leftHistogram != null && rightHistogram != null) {
      return ofHistograms(leftHistogram, rightHistogram, out);
    }
    if (leftHistogram != null) {
      ofHistogramAndFloat(leftHistogram, right, out);
    } else if (rightHistogram != null && op == BinaryOperator.MUL) {
      out.set(FloatHistogram.of(rightHistogram).multiply(left).compact().toHistogram());
    } else {
      incompatible(false, true);
    }
    return true;
  }

  private void ofHistogramAndFloat(Histogram left, double right, SampleCell out) {
    switch (op) {
      case MUL -> out.set(FloatHistogram.of(left).multiply(right).compact().toHistogram());
      case DIV -> out.set(FloatHistogram.of(left).divide(right).compact().toHistogram());
      case TRIM_UPPER -> out.set(HistogramTrim.trim(left, right, true));
      case TRIM_LOWER -> out.set(HistogramTrim.trim(left, right, false));
      case ADD, SUB, MOD, POW, ATAN2, EQL, NEQ, LTE, LSS, GTE, GTR, AND, OR, UNLESS ->
          incompatible(true, false);
    }
  }

  private boolean ofHistograms(Histogram left, Histogram right, SampleCell out) {
    switch (op) {
      case ADD, SUB -> combine(left, right, out);
      case EQL, NEQ -> {
        out.set(left);
        boolean same = FloatHistogram.of(left).sameAs(FloatHistogram.of(right));
        return same == (op == BinaryOperator.EQL);
      }
      case MUL, DIV, MOD, POW, ATAN2, LTE, LSS, GTE, GTR, TRIM_UPPER, TRIM_LOWER, AND, OR, UNLESS ->
          incompatible(true, true);
    }
    return true;
  }

  private void combine(Histogram left, Histogram right, SampleCell out) {
    FloatHistogram result = FloatHistogram.of(left);
    boolean add = op == BinaryOperator.ADD;
    HistogramOperation operation =
        add ? HistogramOperation.ADDITION : HistogramOperation.SUBTRACTION;
    try {
      FloatHistogram other = FloatHistogram.of(right);
      Combination combination = add ? result.add(other) : result.subtract(other);
      if (combination.resetCollision()) {
        annotations.accept(Warnings.counterResetCollision(operation, position));
        return;
      }
      if (combination.boundsReconciled()) {
        annotations.accept(Infos.mismatchedCustomBuckets(operation, position));
      }
    } catch (IncompatibleBucketsException e) {
      annotations.accept(Warnings.incompatibleBuckets(op.symbol(), position));
      return;
    }
    if (!add) {
      result.withHint(Histogram.ResetHint.GAUGE);
    }
    out.set(result.compact().toHistogram());
  }

  private boolean ofFloats(double left, double right, SampleCell out) {
    return switch (op.kind()) {
      case ARITHMETIC -> {
        out.set(Arithmetic.apply(op, left, right));
        yield true;
      }
      case COMPARISON -> {
        out.set(left);
        yield Arithmetic.holds(op, left, right);
      }
      case TRIM -> {
        incompatible(false, false);
        yield false;
      }
      case SET -> throw new IllegalStateException(op + " is an operator on sets");
    };
  }

  private void incompatible(boolean leftHistogram, boolean rightHistogram) {
    annotations.accept(
        Infos.incompatibleTypes(
            leftHistogram ? "histogram" : "float",
            op.symbol(),
            rightHistogram ? "histogram" : "float",
            position));
  }
}
