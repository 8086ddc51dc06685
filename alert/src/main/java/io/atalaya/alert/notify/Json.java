package io.atalaya.alert.notify;

import io.avaje.json.JsonException;
import io.avaje.json.mapper.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object that is being made; its fields keep the order in which they were given. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  Json put(String name, String value) {
    fields.put(name, value);
    return this;
  }

  Json put(String name, boolean value) {
    fields.put(name, value);
    return this;
  }

  Json put(String name, long value) {
    fields.put(name, value);
    return this;
  }

  Json put(String name, Json value) {
    fields.put(name, value.fields);
    return this;
  }

  Json put(String name, List<Json> values) {
    fields.put(name, values.stream().map(value -> value.fields).toList());
    return this;
  }

  Json putTexts(String name, List<String> values) {
    fields.put(name, new ArrayList<>(values));
    return this;
  }

  /** A value of the kinds that YAML and JSON know. */
  Json putAny(String name, @Nullable Object value) {
    fields.put(name, value);
    return this;
  }

  Json putTexts(String name, Map<String, String> values) {
    fields.put(name, new LinkedHashMap<>(values));
    return this;
  }

  /** Leaves the field out if there is nothing to say. */
  Json putGiven(String name, String value) {
    return value.isEmpty() ? this : put(name, value);
  }

  byte[] bytes() {
    return MAPPER.toJson(fields).getBytes(StandardCharsets.UTF_8);
  }

  /** A value of the kinds that YAML and JSON know, as JSON. */
  static byte[] bytes(@Nullable Object value) {
    return MAPPER.toJson(value).getBytes(StandardCharsets.UTF_8);
  }

  /** The fields of an answer; none if it is no JSON object. */
  static Map<String, Object> read(String text) {
    try {
      return text.stripLeading().startsWith("{") ? MAPPER.fromJsonObject(text) : Map.of();
    } catch (JsonException | IllegalStateException e) {
      return Collections.emptyMap();
    }
  }

  /** A whole number of an answer, or {@code otherwise} if it is absent or none. */
  static long number(Map<String, Object> answer, String name, long otherwise) {
    return answer.get(name) instanceof Number number ? number.longValue() : otherwise;
  }

  /** A text of an answer, or the empty one. */
  static String text(Map<String, Object> answer, String name) {
    return answer.get(name) instanceof String text ? text : "";
  }
}
