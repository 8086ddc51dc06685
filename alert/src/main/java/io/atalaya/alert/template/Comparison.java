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
    REAL,
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
    if (a instanceof Value.Time x && b instanceof Value.Time y) {
      return x.value().equals(y.value());
    }
    return switch (commonKind(a, b)) {
      case BOOL -> truth(a) == truth(b);
      case INT -> whole(a) == whole(b);
      case REAL -> real(a) == real(b);
      case TEXT -> text(a).equals(text(b));
      case OTHER -> throw new CallException("non-comparable types " + a.type() + ", " + b.type());
    };
  }

  static boolean less(Value a, Value b) {
    if (kind(a) == Kind.OTHER || kind(b) == Kind.OTHER) {
      throw notOrdered();
    }
    return switch (commonKind(a, b)) {
      case INT -> whole(a) < whole(b);
      case REAL -> real(a) < real(b);
      case TEXT -> Labels.compareUtf8(text(a), text(b)) < 0;
      case BOOL, OTHER -> throw notOrdered();
    };
  }

  private static CallException notOrdered() {
    return new CallException("invalid type for comparison");
  }

  private static Kind commonKind(Value a, Value b) {
    if (kind(a) != kind(b)) {
      throw new CallException(
          "incompatible types for comparison: " + a.type() + " and " + b.type());
    }
    return kind(a);
  }

  private static boolean truth(Value value) {
    return ((Value.Bool) value).value();
  }

  private static long whole(Value value) {
    return ((Value.Int) value).value();
  }

  private static double real(Value value) {
    return ((Value.Real) value).value();
  }

  private static String text(Value value) {
    return ((Value.Text) value).value();
  }

  static boolean lessOrEqual(Value a, Value b) {
    return less(a, b) || equals(a, b);
  }

  private static Kind kind(Value value) {
    return switch (value) {
      case Value.Bool b -> Kind.BOOL;
      case Value.Int n -> Kind.INT;
      case Value.Real n -> Kind.REAL;
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
