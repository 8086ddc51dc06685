package io.atalaya.query.parse;

import io.atalaya.model.GoFloat;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.VectorSelector;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Applies what is written after a selector to it: a range, {@code offset}, {@code @}, {@code
 * anchored}, {@code smoothed}. What does not fit is noted as an error and left out.
 */
final class SelectorModifiers {
  private static final double MILLIS_PER_SECOND = 1000;
  private static final String NOT_A_SELECTOR = "ranges only allowed for vector selectors";
  private static final String PRECEDED =
      " modifier must be preceded by an instant vector selector or range vector selector"
          + " or a subquery";

  private final TokenReader in;

  /** A range that was refused because no selector was before it; its selector is made up. */
  private @Nullable MatrixSelector refused;

  SelectorModifiers(TokenReader in) {
    this.in = in;
  }

  /**
   * An expression with a range.
   *
   * @param brackets from the opening to the closing one
   */
  MatrixSelector range(Expr e, DurationExpr range, PositionRange brackets) {
    PositionRange position = PositionRange.spanning(e.position(), brackets);
    if (e instanceof VectorSelector selector) {
      if (selector.offset() != null) {
        in.note(brackets, "no offset modifiers allowed before range");
      } else if (selector.at() != null) {
        in.note(brackets, "no @ modifiers allowed before range");
      }
      return new MatrixSelector(selector, range, position);
    }
    in.note(brackets, NOT_A_SELECTOR);
    VectorSelector madeUp =
        new VectorSelector("", List.of(), null, null, RangeExtension.NONE, e.position());
    MatrixSelector result = new MatrixSelector(madeUp, range, position);
    refused = result;
    return result;
  }

  private boolean isRefused(MatrixSelector range) {
    if (!range.equals(refused)) {
      return false;
    }
    in.note(range.position(), NOT_A_SELECTOR);
    return true;
  }

  /**
   * An expression with an offset; one of zero is none.
   *
   * @param end where the modifier ends
   */
  Expr offset(Expr e, DurationExpr duration, int end) {
    boolean zero = duration instanceof DurationExpr.Literal literal && literal.nanos() == 0;
    DurationExpr offset = zero ? null : duration;
    PositionRange position = e.position().withEnd(end);
    if (e instanceof VectorSelector s) {
      return s.withOffset(onlyOffset(e, s.offset(), offset)).withPosition(position);
    }
    if (e instanceof Subquery s) {
      return s.withOffset(onlyOffset(e, s.offset(), offset)).withPosition(position);
    }
    if (e instanceof MatrixSelector m) {
      if (isRefused(m)) {
        return e;
      }
      VectorSelector s = m.selector();
      VectorSelector shifted = s.withOffset(onlyOffset(e, s.offset(), offset));
      return new MatrixSelector(shifted, m.range(), position);
    }
    in.note(e.position(), "offset" + PRECEDED);
    return e;
  }

  private @Nullable DurationExpr onlyOffset(
      Expr e, @Nullable DurationExpr before, @Nullable DurationExpr added) {
    if (before != null) {
      in.note(e.position(), "offset may not be set multiple times");
      return before;
    }
    return added;
  }

  /**
   * An expression at a fixed time.
   *
   * @param end where the modifier ends
   */
  Expr at(Expr e, AtModifier at, int end) {
    PositionRange position = e.position().withEnd(end);
    if (e instanceof VectorSelector s) {
      return s.withAt(onlyAt(e, s.at(), at)).withPosition(position);
    }
    if (e instanceof Subquery s) {
      return s.withAt(onlyAt(e, s.at(), at)).withPosition(position);
    }
    if (e instanceof MatrixSelector m) {
      if (isRefused(m)) {
        return e;
      }
      VectorSelector s = m.selector();
      return new MatrixSelector(s.withAt(onlyAt(e, s.at(), at)), m.range(), position);
    }
    in.note(e.position(), "@" + PRECEDED);
    return e;
  }

  private AtModifier onlyAt(Expr e, @Nullable AtModifier before, AtModifier added) {
    if (before != null) {
      in.note(e.position(), "@ <timestamp> may not be set multiple times");
      return before;
    }
    return added;
  }

  /** The time that {@code @ seconds} means for this expression. */
  AtModifier timestamp(Expr e, double seconds) {
    boolean inBounds = seconds > Long.MIN_VALUE && seconds < Long.MAX_VALUE;
    if (!inBounds) {
      String text = GoFloat.format(seconds, 'f', 6);
      in.note(e.position(), "timestamp out of bounds for @ modifier: " + text);
    }
    double millis = seconds * MILLIS_PER_SECOND;
    // Half away from zero, as Go rounds.
    return new AtModifier.Timestamp(millis < 0 ? -Math.round(-millis) : Math.round(millis));
  }

  /** An expression with {@code anchored} or {@code smoothed}. */
  Expr extended(Expr e, RangeExtension extension) {
    String word = extension.name().toLowerCase(Locale.ROOT);
    if (e instanceof VectorSelector s) {
      return s.withExtension(onlyExtension(e, s.extension(), extension));
    }
    if (e instanceof MatrixSelector m) {
      if (m.equals(refused)) {
        return e;
      }
      VectorSelector s = m.selector();
      RangeExtension only = onlyExtension(e, s.extension(), extension);
      return new MatrixSelector(s.withExtension(only), m.range(), m.position());
    }
    boolean subquery = e instanceof Subquery;
    in.note(
        e.position(),
        word
            + (subquery
                ? " modifier is not supported for subqueries"
                : " modifier not implemented"));
    return e;
  }

  private RangeExtension onlyExtension(Expr e, RangeExtension before, RangeExtension added) {
    if (before != RangeExtension.NONE && before != added) {
      in.note(e.position(), "anchored and smoothed modifiers cannot be used together");
    }
    return added;
  }
}
