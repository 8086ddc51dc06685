package io.atalaya.alert.template;

import io.atalaya.model.Labels;
import java.util.List;

/**
 * The comparison functions. Two values compare if they are of the same basic kind: truth, whole
 * number, floating-point number or text; a whole number and a floating-point number do not.
 */
final class Comparison {
  private enum Kind {
    BOOL,
    INT,
    FLOAT,
    TEXT,
    OTHER
  }

  private Comparison() {}

  /** Whether the first value equals any of the others. */
  static boolean equalsAny(List<Value> arguments) {
    if (arguments.size() < 2) {
      throw new CallException("missing argument for comparison");
    }
    Value first = arguments.getFirst();
    for (Value other : arguments.subList(1, arguments.size())) {
      if (equals(first, other)) {
        return true;
      }
    }
    return false;
  }

  static boolean equals(Value a, Value b) {
    if (a instanceof Value.Nothing || b instanceof Value.Nothing) {
      return a instanceof Value.Nothing && b instanceof Value.Nothing;
    }
    if (kind(a) != kind(b)) {
      throw incompatible();
    }
    return switch (a) {
      case Value.Bool x when b instanceof Value.Bool y -> x.value() == y.value();
      case Value.Int x when b instanceof Value.Int y -> x.value() == y.value();
      case Value.Real x when b instanceof Value.Real y -> x.value() == y.value();
      case Value.Text x when b instanceof Value.Text y -> x.value().equals(y.value());
      case Value.Time x when b instanceof Value.Time y -> x.value().equals(y.value());
      default -> throw new CallException("non-comparable types " + a.type() + ", " + b.type());
    };
  }

  static boolean less(Value a, Value b) {
    Kind kind = orderedKind(a);
    if (kind != orderedKind(b)) {
      throw incompatible();
    }
    return switch (a) {
      case Value.Int x when b instanceof Value.Int y -> x.value() < y.value();
      case Value.Real x when b instanceof Value.Real y -> x.value() < y.value();
      case Value.Text x when b instanceof Value.Text y ->
          Labels.compareUtf8(x.value(), y.value()) < 0;
      default -> throw new CallException("invalid type for comparison");
    };
  }

  static boolean lessOrEqual(Value a, Value b) {
    return less(a, b) || equals(a, b);
  }

  private static CallException incompatible() {
    return new CallException("incompatible types for comparison");
  }

  private static Kind orderedKind(Value value) {
    Kind kind = kind(value);
    if (kind == Kind.OTHER) {
      throw new CallException("invalid type for comparison");
    }
    return kind;
  }

  private static Kind kind(Value value) {
    return switch (value) {
      case Value.Bool b -> Kind.BOOL;
      case Value.Int n -> Kind.INT;
      case Value.Real n -> Kind.FLOAT;
      case Value.Text t -> Kind.TEXT;
      case Value.Nothing n -> Kind.OTHER;
      case Value.Sequence s -> Kind.OTHER;
      case Value.Mapping m -> Kind.OTHER;
      case Value.Struct s -> Kind.OTHER;
      case Value.Time t -> Kind.OTHER;
      case Value.Callable c -> Kind.OTHER;
    };
  }
}
