package io.atalaya.alert.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of the data model that belong to no function set. */
final class Types {
  static final ValueType NIL = ValueType.plain(ValueType.ANY);
  static final ValueType BOOL = ValueType.plain("bool");
  static final ValueType INT = ValueType.plain("int");
  static final ValueType FLOAT = ValueType.plain("float64");
  static final ValueType STRING = ValueType.plain("string");
  static final ValueType BYTE = ValueType.plain("uint8");

  /** Text that is trusted to be HTML. */
  static final ValueType HTML = ValueType.named("template.HTML", "string");

  /** Text that is trusted to be a URL. */
  static final ValueType URL = ValueType.named("template.URL", "string");

  static final ValueType STRINGS = ValueType.plain("[]string");
  static final ValueType LIST = ValueType.plain("[]interface {}");
  static final ValueType STRING_MAP = ValueType.plain("map[string]string");
  static final ValueType MAP = ValueType.plain("map[string]interface {}");

  private Types() {}

  /** What nil is where that type is wanted, or null if it cannot be nil. */
  static @Nullable Value emptyOf(String type) {
    if (type.startsWith("[]")) {
      return new Value.Sequence(List.of(), ValueType.plain(type));
    }
    return type.startsWith("map[") ? Value.textMap(Map.of()) : null;
  }
}
