package io.atalaya.collect.push.otlp;

import io.atalaya.model.json.JsonValue;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Attribute values as text: lists and maps as JSON, bytes in base64. */
final class AnyValue {
  /** Lists in lists, as deep as anybody should need. */
  private static final int MAX_DEPTH = 16;

  private AnyValue() {}

  /** Reads a {@code KeyValue} that the reader is at, into a map. */
  static void keyValue(ProtoReader in, Map<String, String> into) throws WireException {
    keyValue(in, into, false, MAX_DEPTH);
  }

  private static void keyValue(ProtoReader in, Map<String, String> into, boolean quoted, int depth)
      throws WireException {
    int outer = in.enter();
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 -> value = value(in, quoted, depth);
        default -> in.skip();
      }
    }
    in.leave(outer);
    into.put(key, value);
  }

  private static String value(ProtoReader in, boolean quoted, int depth) throws WireException {
    if (depth == 0) {
      throw new WireException(in.position(), "an attribute is nested too deeply");
    }
    int outer = in.enter();
    String text = quoted ? "null" : "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> text = quotedIf(quoted, in.text());
        case 2 -> text = Boolean.toString(in.bool());
        case 3 -> text = Long.toString(in.int64());
        case 4 -> text = number(in.float64());
        case 5 -> text = list(in, depth);
        case 6 -> text = map(in, depth);
        case 7 -> text = quotedIf(quoted, bytes(in));
        default -> in.skip();
      }
    }
    in.leave(outer);
    return text;
  }

  private static String bytes(ProtoReader in) throws WireException {
    return Base64.getEncoder().encodeToString(in.byteArray());
  }

  private static String list(ProtoReader in, int depth) throws WireException {
    StringJoiner list = new StringJoiner(",", "[", "]");
    int outer = in.enter();
    while (in.next()) {
      if (in.field() == 1) {
        list.add(value(in, true, depth - 1));
      } else {
        in.skip();
      }
    }
    in.leave(outer);
    return list.toString();
  }

  private static String map(ProtoReader in, int depth) throws WireException {
    Map<String, String> fields = new LinkedHashMap<>();
    int outer = in.enter();
    while (in.next()) {
      if (in.field() == 1) {
        keyValue(in, fields, true, depth - 1);
      } else {
        in.skip();
      }
    }
    in.leave(outer);
    return object(fields);
  }

  private static String object(Map<String, String> fields) {
    StringJoiner object = new StringJoiner(",", "{", "}");
    fields.forEach((key, value) -> object.add(quote(key) + ':' + value));
    return object.toString();
  }

  /** Attributes of OTLP's JSON form. */
  static Map<String, String> attributes(JsonValue holder, String field) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (JsonValue pair : holder.items(field)) {
      attributes.put(pair.text("key"), value(pair.get("value"), false));
    }
    return attributes;
  }

  private static String value(JsonValue any, boolean quoted) {
    Map.Entry<String, JsonValue> only = any.fields().entrySet().stream().findFirst().orElse(null);
    if (only == null) {
      return quoted ? "null" : "";
    }
    return switch (only.getKey()) {
      case "boolValue", "intValue" -> any.text(only.getKey());
      case "doubleValue" -> number(OtlpJson.number(only.getValue()));
      case "arrayValue" -> {
        StringJoiner list = new StringJoiner(",", "[", "]");
        any.items("arrayValue", "values").forEach(v -> list.add(value(v, true)));
        yield list.toString();
      }
      case "kvlistValue" -> {
        Map<String, String> fields = new LinkedHashMap<>();
        any.items("kvlistValue", "values")
            .forEach(v -> fields.put(v.text("key"), value(v.get("value"), true)));
        yield object(fields);
      }
      default -> quotedIf(quoted, any.text(only.getKey()));
    };
  }

  private static String quotedIf(boolean quoted, String text) {
    return quoted ? quote(text) : text;
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** A double as Prometheus writes bounds and quantiles: never with an exponent. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
