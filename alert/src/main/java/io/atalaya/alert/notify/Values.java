package io.atalaya.alert.notify;

import io.avaje.json.JsonException;
import io.avaje.json.mapper.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the templates in a value of the kinds that YAML knows. A text that is JSON once it is
 * filled in, other than a text, becomes what it says: so {@code {{ .Alerts | toJson }}} is a list.
 */
final class Values {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Values() {}

  static @Nullable Object filled(@Nullable Object value, Wording wording) {
    return switch (value) {
      case null -> null;
      case String text -> structured(wording.text(text));
      case List<?> items -> {
        List<@Nullable Object> filled = new ArrayList<>();
        items.forEach(item -> filled.add(filled(item, wording)));
        yield filled;
      }
      case Map<?, ?> fields -> {
        Map<String, @Nullable Object> filled = new LinkedHashMap<>();
        fields.forEach(
            (name, field) ->
                filled.put(wording.text(String.valueOf(name)), filled(field, wording)));
        yield filled;
      }
      default -> value;
    };
  }

  private static Object structured(String text) {
    String stripped = text.strip();
    boolean may = stripped.matches("(?s)[{\\[].*|-?(0|[1-9]\\d{0,15})(\\.\\d{1,15})?|true|false");
    if (!may) {
      return text;
    }
    try {
      return MAPPER.fromJson(stripped);
    } catch (JsonException | IllegalStateException e) {
      return text;
    }
  }
}
