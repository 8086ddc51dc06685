package io.atalaya.server.config;

import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes as values of the JDK, for what is passed on without a meaning of its own. */
final class PlainValues {
  private PlainValues() {}

  /** A map, list, text, number, flag, or null. */
  static @Nullable Object of(YamlNode node) {
    return switch (node) {
      case YamlMap map -> fields(map);
      case YamlList list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.items().forEach(item -> items.add(of(item)));
        yield items;
      }
      case YamlScalar scalar -> scalar(scalar);
    };
  }

  static Map<String, @Nullable Object> fields(YamlMap map) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.entries().forEach(entry -> fields.put(entry.name(), of(entry.value())));
    return fields;
  }

  private static @Nullable Object scalar(YamlScalar scalar) {
    String text = scalar.text();
    if (scalar.quoted()) {
      return text;
    }
    if (scalar.isNull()) {
      return null;
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (text.matches("-?(0|[1-9]\\d{0,17})")) {
      return Long.valueOf(text);
    }
    return text.matches("-?\\d+\\.\\d+") ? Double.valueOf(text) : text;
  }
}
