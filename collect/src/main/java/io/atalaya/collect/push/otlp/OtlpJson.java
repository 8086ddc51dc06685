package io.atalaya.collect.push.otlp;

import io.atalaya.collect.push.otlp.OtlpMetric.Exemplar;
import io.atalaya.collect.push.otlp.OtlpMetric.Kind;
import io.atalaya.collect.push.otlp.OtlpMetric.Point;
import io.atalaya.collect.push.otlp.OtlpMetric.Value;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the JSON form of a request: names in lower camel case, integers of 64 bits as text or
 * number, ids in hexadecimal digits, enums as numbers or by name.
 */
public final class OtlpJson {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "gauge", Kind.GAUGE,
          "sum", Kind.SUM,
          "histogram", Kind.HISTOGRAM,
          "exponentialHistogram", Kind.EXPONENTIAL_HISTOGRAM,
          "summary", Kind.SUMMARY);

  /** Values of a request: those of 100,000 points with a few attributes each. */
  private static final int MAX_VALUES = 1_000_000;

  private OtlpJson() {}

  /**
   * Reads a request.
   *
   * @throws JsonException if it is not JSON, or a number is none
   */
  public static List<OtlpResource> read(byte[] utf8) {
    JsonValue request = JsonValue.parse(new String(utf8, StandardCharsets.UTF_8), MAX_VALUES);
    List<OtlpResource> resources = new ArrayList<>();
    for (JsonValue resource : request.items("resourceMetrics")) {
      resources.add(
          new OtlpResource(
              AnyValue.attributes(resource.get("resource"), "attributes"),
              resource.items("scopeMetrics").stream().map(OtlpJson::scope).toList()));
    }
    return resources;
  }

  private static OtlpResource.Scope scope(JsonValue scope) {
    return new OtlpResource.Scope(
        scope.text("scope", "name"),
        scope.text("scope", "version"),
        scope.text("schemaUrl"),
        AnyValue.attributes(scope.get("scope"), "attributes"),
        scope.items("metrics").stream().map(OtlpJson::metric).toList());
  }

  private static OtlpMetric metric(JsonValue metric) {
    Kind kind = Kind.NONE;
    JsonValue data = metric.get("none");
    for (Map.Entry<String, Kind> entry : KINDS.entrySet()) {
      if (!metric.get(entry.getKey()).isNull()) {
        kind = entry.getValue();
        data = metric.get(entry.getKey());
      }
    }
    List<Point> points = new ArrayList<>();
    for (JsonValue point : data.items("dataPoints")) {
      points.add(point(kind, point));
    }
    return new OtlpMetric(
        metric.text("name"),
        metric.text("description"),
        metric.text("unit"),
        kind,
        temporality(data.text("aggregationTemporality")),
        data.flag("isMonotonic"),
        points);
  }

  private static int temporality(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "1", "AGGREGATION_TEMPORALITY_DELTA" -> 1;
      case "2", "AGGREGATION_TEMPORALITY_CUMULATIVE" -> OtlpMetric.CUMULATIVE;
      default -> 0;
    };
  }

  private static Point point(Kind kind, JsonValue point) {
    return new Point(
        AnyValue.attributes(point, "attributes"),
        integer(point.text("startTimeUnixNano")),
        integer(point.text("timeUnixNano")),
        (integer(point.text("flags")) & 1) != 0,
        value(kind, point),
        point.items("exemplars").stream().map(OtlpJson::exemplar).toList());
  }

  private static Value value(Kind kind, JsonValue point) {
    return switch (kind) {
      case GAUGE, SUM, NONE -> new OtlpMetric.Scalar(eitherNumber(point));
      case HISTOGRAM ->
          new OtlpMetric.Explicit(
              number(point.get("count")),
              !point.get("sum").isNull(),
              number(point.get("sum")),
              numbers(point.items("bucketCounts")),
              numbers(point.items("explicitBounds")));
      case EXPONENTIAL_HISTOGRAM ->
          new OtlpMetric.Exponential(
              (int) integer(point.text("scale")),
              number(point.get("count")),
              number(point.get("sum")),
              number(point.get("zeroCount")),
              (int) integer(point.text("positive", "offset")),
              numbers(point.items("positive", "bucketCounts")),
              (int) integer(point.text("negative", "offset")),
              numbers(point.items("negative", "bucketCounts")));
      case SUMMARY -> summary(point);
    };
  }

  private static Value summary(JsonValue point) {
    List<JsonValue> quantiles = point.items("quantileValues");
    return new OtlpMetric.Summary(
        number(point.get("count")),
        number(point.get("sum")),
        quantiles.stream().mapToDouble(q -> number(q.get("quantile"))).toArray(),
        quantiles.stream().mapToDouble(q -> number(q.get("value"))).toArray());
  }

  private static double eitherNumber(JsonValue point) {
    return point.get("asInt").isNull() ? number(point.get("asDouble")) : number(point.get("asInt"));
  }

  private static Exemplar exemplar(JsonValue exemplar) {
    return new Exemplar(
        AnyValue.attributes(exemplar, "filteredAttributes"),
        integer(exemplar.text("timeUnixNano")),
        eitherNumber(exemplar),
        exemplar.text("traceId"),
        exemplar.text("spanId"));
  }

  private static double[] numbers(List<JsonValue> values) {
    return values.stream().mapToDouble(OtlpJson::number).toArray();
  }

  private static long integer(String text) {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new JsonException(text + " is no integer of 64 bits");
    }
  }

  /** A number, which may stand in quotes, or 0 if there is none. */
  static double number(JsonValue value) {
    String text =
        switch (value) {
          case JsonValue.Num(String literal) -> literal;
          case JsonValue.Text(String quoted) -> quoted;
          case JsonValue.Obj _, JsonValue.Arr _, JsonValue.Bool _, JsonValue.Null _ -> "0";
        };
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new JsonException(text + " is no number");
    }
  }
}
