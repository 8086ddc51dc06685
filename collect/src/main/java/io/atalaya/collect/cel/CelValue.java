package io.atalaya.collect.cel;

import io.atalaya.model.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of the language. */
sealed interface CelValue {
  record Int(long value) implements CelValue {}

  record Real(double value) implements CelValue {}

  record Text(String value) implements CelValue {}

  record Bool(boolean value) implements CelValue {}

  record Null() implements CelValue {}

  record Many(List<CelValue> values) implements CelValue {
    public Many {
      values = List.copyOf(values);
    }
  }

  /** Values by key; keys are whole numbers, texts and booleans. */
  record Keyed(Map<CelValue, CelValue> values) implements CelValue {
    public Keyed {
      values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** What it is called in messages. */
  default String type() {
    return switch (this) {
      case Int _ -> "int";
      case Real _ -> "double";
      case Text _ -> "string";
      case Bool _ -> "bool";
      case Null _ -> "null";
      case Many _ -> "list";
      case Keyed _ -> "map";
    };
  }

  /**
   * A JSON value; all its numbers are doubles, as the language's own JSON conversion makes them.
   */
  static CelValue of(JsonValue json) {
    return switch (json) {
      case JsonValue.Obj(var fields) -> {
        Map<CelValue, CelValue> values = new LinkedHashMap<>();
        fields.forEach((name, value) -> values.put(new Text(name), of(value)));
        yield new Keyed(values);
      }
      case JsonValue.Arr(var items) -> new Many(items.stream().map(CelValue::of).toList());
      case JsonValue.Text(String value) -> new Text(value);
      case JsonValue.Num number -> new Real(number.asDouble());
      case JsonValue.Bool(boolean value) -> new Bool(value);
      case JsonValue.Null _ -> new Null();
    };
  }

  /** Equality, in which numbers are equal if they mean the same, whatever their types. */
  default boolean equalTo(CelValue other) {
    return switch (this) {
      case Int _, Real _ -> other.isNumber() && compareNumbers(this, other) == 0;
      case Many(var mine) ->
          other instanceof Many(var theirs)
              && mine.size() == theirs.size()
              && allEqual(mine, theirs);
      case Keyed(var mine) -> other instanceof Keyed(var theirs) && sameEntries(mine, theirs);
      case Text _, Bool _, Null _ -> equals(other);
    };
  }

  private static boolean allEqual(List<CelValue> a, List<CelValue> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).equalTo(b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameEntries(Map<CelValue, CelValue> a, Map<CelValue, CelValue> b) {
    return a.size() == b.size()
        && a.entrySet().stream()
            .allMatch(
                entry -> {
                  CelValue other = b.get(entry.getKey());
                  return other != null && entry.getValue().equalTo(other);
                });
  }

  default boolean isNumber() {
    return this instanceof Int || this instanceof Real;
  }

  /** Less than, equal to or greater than zero; 2 if one of them is not a number. */
  static int compareNumbers(CelValue a, CelValue b) {
    if (a instanceof Int(long x) && b instanceof Int(long y)) {
      return Long.compare(x, y);
    }
    double x = real(a);
    double y = real(b);
    return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
  }

  private static double real(CelValue value) {
    return switch (value) {
      case Int(long whole) -> whole;
      case Real(double real) -> real;
      case Text _, Bool _, Null _, Many _, Keyed _ -> Double.NaN;
    };
  }
}
