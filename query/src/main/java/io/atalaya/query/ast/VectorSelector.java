package io.atalaya.query.ast;

import io.atalaya.model.Matcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The series that satisfy all matchers.
 *
 * @param name the metric's name if it stands before the braces, else empty
 * @param matchers all conditions in the order written; that of {@code name} is the last
 * @param at the fixed time of evaluation, or null
 * @param offset how far back from the time of evaluation, negative for forward, or null
 * @param extension {@code anchored}, {@code smoothed} or none
 * @param position name, braces and modifiers; inside a {@link MatrixSelector} only what stands
 *     before the bracket
 */
public record VectorSelector(
    String name,
    List<Matcher> matchers,
    @Nullable AtModifier at,
    @Nullable DurationExpr offset,
    RangeExtension extension,
    PositionRange position)
    implements Expr {

  public VectorSelector {
    matchers = List.copyOf(matchers);
  }

  public VectorSelector withAt(@Nullable AtModifier newAt) {
    return new VectorSelector(name, matchers, newAt, offset, extension, position);
  }

  public VectorSelector withOffset(@Nullable DurationExpr newOffset) {
    return new VectorSelector(name, matchers, at, newOffset, extension, position);
  }

  public VectorSelector withExtension(RangeExtension newExtension) {
    return new VectorSelector(name, matchers, at, offset, newExtension, position);
  }

  public VectorSelector withPosition(PositionRange newPosition) {
    return new VectorSelector(name, matchers, at, offset, extension, newPosition);
  }

  @Override
  public ValueType type() {
    return ValueType.VECTOR;
  }

  @Override
  public List<Expr> children() {
    return List.of();
  }
}
