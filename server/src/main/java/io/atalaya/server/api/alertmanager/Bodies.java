package io.atalaya.server.api.alertmanager;

import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import io.atalaya.server.http.HttpRequest;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what is posted, and refuses what Alertmanager's schema refuses. */
final class Bodies {
  /** Prometheus sends 256 alerts at a time, far below this. */
  private static final int MAX_BODY_BYTES = 16 << 20;

  /** A day, and perhaps a time of it with a fraction and a zone. */
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d([.,]\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)?)?");

  private static final Pattern ZONE = Pattern.compile("(Z|[+-]\\d\\d:\\d\\d)$");

  private Bodies() {}

  /** The body of a request; {@code what} is its name in the schema. */
  static JsonValue of(HttpRequest request, String what) throws IOException {
    byte[] body = request.body(MAX_BODY_BYTES);
    if (isBlank(body)) {
      throw RefusedException.required(what);
    }
    String type = request.header("Content-Type").replaceFirst(";.*", "").strip();
    if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
      throw RefusedException.mediaType(type.isEmpty() ? "application/octet-stream" : type);
    }
    try {
      return JsonValue.parseStrictly(body);
    } catch (IllegalArgumentException e) {
      throw RefusedException.unreadable(what, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (!Character.isWhitespace(b)) {
        return false;
      }
    }
    return true;
  }

  /** One object of a body, and what messages call the body and the object. */
  record Part(JsonValue.Obj fields, String body, String prefix) {
    static Part of(JsonValue value, String body, String prefix) {
      return switch (value) {
        case JsonValue.Obj fields -> new Part(fields, body, prefix);
        case JsonValue other ->
            throw RefusedException.unreadable(
                body, "json: cannot unmarshal " + other.kind() + " where an object must be");
      };
    }

    /** The text of a field, or null if it is absent. */
    @Nullable String text(String name) {
      return switch (fields.get(name)) {
        case JsonValue.Text(String text) -> text;
        case JsonValue.Null() -> null;
        case JsonValue other -> throw wrong(name, other, "string");
      };
    }

    String requiredText(String name) {
      String text = text(name);
      if (text == null) {
        throw RefusedException.required(prefix + name);
      }
      return text;
    }

    @Nullable Boolean flag(String name) {
      return switch (fields.get(name)) {
        case JsonValue.Bool(boolean value) -> value;
        case JsonValue.Null() -> null;
        case JsonValue other -> throw wrong(name, other, "bool");
      };
    }

    /** A time; null if it is absent or Go's zero. */
    @Nullable Instant time(String name) {
      String text = text(name);
      if (text == null || text.isEmpty() || text.startsWith("0001-01-01T00:00:00")) {
        return null;
      }
      try {
        return instant(text);
      } catch (DateTimeException e) {
        throw RefusedException.unreadable(
            body, name + ": parsing time \"" + text + "\": it is not as in RFC 3339");
      }
    }

    /** Alertmanager also takes a day, and a time without a zone, which is UTC's. */
    private static Instant instant(String text) {
      if (!TIME.matcher(text).matches()) {
        throw new DateTimeException(text);
      }
      String whole = text.contains("T") ? text.replace(',', '.') : text + "T00:00:00Z";
      boolean zoned = ZONE.matcher(whole).find();
      return OffsetDateTime.parse(zoned ? whole : whole + "Z").toInstant();
    }

    /** Labels without the empty ones; none if the field is absent. */
    Map<String, String> texts(String name) {
      Map<String, String> texts = new LinkedHashMap<>();
      switch (fields.get(name)) {
        case JsonValue.Obj(Map<String, JsonValue> found) ->
            found.forEach((key, value) -> texts.put(key, textOf(name + "." + key, value)));
        case JsonValue.Null() -> {
          // Alertmanager takes an absent object for an empty one.
        }
        case JsonValue other -> throw wrong(name, other, "object");
      }
      return texts;
    }

    /** Those of {@link #texts} that are not empty. */
    Labels labels(String name) {
      Map<String, String> texts = texts(name);
      texts.values().removeIf(String::isEmpty);
      return Labels.of(texts);
    }

    private String textOf(String name, JsonValue value) {
      return switch (value) {
        case JsonValue.Text(String text) -> text;
        case JsonValue.Null() -> "";
        case JsonValue other -> throw wrong(name, other, "string");
      };
    }

    private RefusedException wrong(String name, JsonValue found, String wanted) {
      return RefusedException.unreadable(
          body,
          "json: cannot unmarshal " + found.kind() + " into field " + name + " of type " + wanted);
    }
  }
}
