package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.PositionRange;
import org.jspecify.annotations.Nullable;

/** One binary operator, other than those on sets, between two samples. */
public final class SampleOperator {
  private final BinaryOperator op;
  private final PositionRange position;
  private final Annotations annotations;

  public SampleOperator(BinaryOperator op, PositionRange position, Annotations annotations) {
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
    incompatible(leftHistogram != null, rightHistogram != null);
    return false;
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
    annotations.add(
        Infos.incompatibleTypes(
            leftHistogram ? "histogram" : "float",
            op.symbol(),
            rightHistogram ? "histogram" : "float",
            position));
  }
}
