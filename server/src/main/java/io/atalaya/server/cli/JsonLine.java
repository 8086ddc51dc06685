package io.atalaya.server.cli;

import io.atalaya.model.json.JsonValue;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.Map;

/** A JSON value as one line. */
final class JsonLine {
  private JsonLine() {}

  static String of(JsonValue value) {
    return JsonText.of(out -> write(out, value)) + "\n";
  }

  private static void write(JsonOut out, JsonValue value) throws IOException {
    switch (value) {
      case JsonValue.Obj object -> {
        out.object();
        for (Map.Entry<String, JsonValue> field : object.fields().entrySet()) {
          write(out.name(field.getKey()), field.getValue());
        }
        out.end();
      }
      case JsonValue.Arr array -> {
        out.array();
        for (JsonValue item : array.values()) {
          write(out, item);
        }
        out.end();
      }
      case JsonValue.Text text -> out.text(text.value());
      case JsonValue.Num number -> out.raw(number.literal());
      case JsonValue.Bool bool -> out.bool(bool.value());
      case JsonValue.Null _ -> out.raw("null");
    }
  }
}
