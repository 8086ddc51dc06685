package io.atalaya.server.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON text as a tree, for small inputs whose size was bounded before. */
public sealed interface JsonValue {
  /** Fields in their order; of a name given twice the last one counts. */
  record Fields(Map<String, JsonValue> fields) implements JsonValue {
    public Fields {
      fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The value of a field, or {@link Null} if there is none. */
    public JsonValue get(String name) {
      return fields.getOrDefault(name, new Null());
    }
  }

  record Items(List<JsonValue> items) implements JsonValue {
    public Items {
      items = List.copyOf(new ArrayList<>(items));
    }
  }

  record Text(String text) implements JsonValue {}

  /**
   * A number.
   *
   * @param text as it was written
   */
  record Numeral(String text) implements JsonValue {}

  record Bool(boolean value) implements JsonValue {}

  record Null() implements JsonValue {}

  /** What it is, for people: {@code object}, {@code array}, {@code string} and so on. */
  default String kind() {
    return switch (this) {
      case Fields f -> "object";
      case Items i -> "array";
      case Text t -> "string";
      case Numeral n -> "number";
      case Bool b -> "bool";
      case Null n -> "null";
    };
  }
}
