package io.atalaya.query.plan;

import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorMatching;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a plan. Positions are those of the expressions it came from. */
public sealed interface Plan {
  ValueType type();

  PositionRange position();

  /** A number. */
  record Constant(double value, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /** A text. */
  record Text(String value, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /** The latest sample of each selected series. */
  record Select(Selector selector, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /** The samples of the last {@code rangeMillis} of each selected series. */
  record SelectRange(Selector selector, long rangeMillis, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /**
   * An expression evaluated at its own steps over a range.
   *
   * @param stepMillis distance of its steps, or 0 for the engine's default
   * @param atMillis fixed time of evaluation, or null
   */
  record Subquery(
      Plan expr,
      long rangeMillis,
      long stepMillis,
      @Nullable Long atMillis,
      long offsetMillis,
      PositionRange position)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /** A function call. */
  record Call(String function, List<Plan> args, ValueType type, PositionRange position)
      implements Plan {
    public Call {
      args = List.copyOf(args);
    }
  }

  /**
   * An aggregation.
   *
   * @param param not null exactly if the operator takes one
   */
  record Aggregate(
      AggregateOperator op,
      Plan expr,
      @Nullable Plan param,
      List<String> grouping,
      boolean without,
      PositionRange position)
      implements Plan {
    public Aggregate {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /**
   * A binary operation.
   *
   * @param matching not null exactly if both sides are vectors
   */
  record Binary(
      BinaryOperator op,
      Plan left,
      Plan right,
      boolean returnBool,
      @Nullable VectorMatching matching,
      ValueType type,
      PositionRange position)
      implements Plan {}

  /** A sign before a part. One that changes nothing still hides that the part is a selector. */
  record Sign(Plan expr, boolean negative, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }

  /** A part whose value is the same at every step, so that one evaluation is enough. */
  record StepInvariant(Plan expr) implements Plan {
    @Override
    public ValueType type() {
      return expr.type();
    }

    @Override
    public PositionRange position() {
      return expr.position();
    }
  }

  /** The nodes directly below, in the order of the expression. */
  default List<Plan> children() {
    return switch (this) {
      case Constant p -> List.of();
      case Text p -> List.of();
      case Select p -> List.of();
      case SelectRange p -> List.of();
      case Subquery p -> List.of(p.expr());
      case Call p -> p.args();
      case Aggregate p -> p.param() == null ? List.of(p.expr()) : List.of(p.expr(), p.param());
      case Binary p -> List.of(p.left(), p.right());
      case Sign p -> List.of(p.expr());
      case StepInvariant p -> List.of(p.expr());
    };
  }

  /** The node itself, or what is inside if it is only marked. */
  default Plan unmarked() {
    return this instanceof StepInvariant marked ? marked.expr() : this;
  }
}
