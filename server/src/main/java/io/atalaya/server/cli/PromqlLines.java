package io.atalaya.server.cli;

import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Data of Prometheus' API as promtool prints them:
 *
 * <pre>
 *   up{job="a"} =&gt; 1 @[1700000000]          a vector
 *   up{job="a"} =&gt;                          a matrix
 *   1 @[1700000000]
 *   scalar: 1 @[1700000000]
 *   {__name__="up", job="a"}                  a series
 *   a                                         a value of a label
 * </pre>
 */
final class PromqlLines {
  private final StringBuilder out = new StringBuilder();

  private PromqlLines() {}

  static String of(JsonValue data) {
    PromqlLines lines = new PromqlLines();
    switch (data) {
      case JsonValue.Arr list -> list.values().forEach(lines::item);
      case JsonValue.Obj result -> lines.result(result);
      case JsonValue.Text _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> {}
    }
    return lines.out.toString();
  }

  /** A series or a label's value. */
  private void item(JsonValue item) {
    switch (item) {
      case JsonValue.Text text -> out.append(text.value()).append('\n');
      case JsonValue.Obj series -> out.append(labels(series)).append('\n');
      case JsonValue.Arr _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> {}
    }
  }

  private void result(JsonValue.Obj data) {
    String type = data.fields().get("resultType") instanceof JsonValue.Text t ? t.value() : "";
    List<JsonValue> result =
        data.fields().get("result") instanceof JsonValue.Arr list ? list.values() : List.of();
    switch (type) {
      case "scalar" -> out.append("scalar: ").append(point(result)).append('\n');
      case "string" -> out.append(result.size() == 2 ? text(result.get(1)) : "").append('\n');
      default -> {
        result.forEach(this::element);
        out.append(result.isEmpty() ? "\n" : "");
      }
    }
  }

  /** An element of a vector or a matrix. */
  private void element(JsonValue item) {
    if (!(item instanceof JsonValue.Obj element)) {
      return;
    }
    if (element.fields().get("metric") instanceof JsonValue.Obj metric) {
      out.append(metric(metric)).append(" =>");
    }
    point(element, "value");
    point(element, "histogram");
    points(element, "values");
    points(element, "histograms");
    out.append('\n');
  }

  private void point(JsonValue.Obj element, String key) {
    if (element.fields().get(key) instanceof JsonValue.Arr point) {
      out.append(' ').append(point(point.values()));
    }
  }

  private void points(JsonValue.Obj element, String key) {
    if (element.fields().get(key) instanceof JsonValue.Arr points) {
      for (JsonValue point : points.values()) {
        if (point instanceof JsonValue.Arr pair) {
          out.append('\n').append(point(pair.values()));
        }
      }
    }
  }

  private static String point(List<JsonValue> pair) {
    return pair.size() == 2 ? text(pair.get(1)) + " @[" + text(pair.get(0)) + "]" : "";
  }

  private static String text(JsonValue value) {
    return switch (value) {
      case JsonValue.Text text -> text.value();
      case JsonValue.Num number -> number.literal();
      case JsonValue.Obj _, JsonValue.Arr _, JsonValue.Bool _, JsonValue.Null _ ->
          JsonLine.of(value).strip();
    };
  }

  private static Labels labels(JsonValue.Obj object) {
    Map<String, String> labels = new TreeMap<>();
    object.fields().forEach((name, value) -> labels.put(name, text(value)));
    return Labels.of(labels);
  }

  private static String metric(JsonValue.Obj object) {
    return metric(labels(object));
  }

  /** A series as it is written: its name before the braces if it may stand there. */
  static String metric(Labels all) {
    Labels rest = all.without(Labels.METRIC_NAME);
    String name = all.metricName();
    if (!Labels.isLegacyName(name.replace(':', '_'))) {
      return all.toString();
    }
    return rest.isEmpty() ? name : name + rest;
  }
}
