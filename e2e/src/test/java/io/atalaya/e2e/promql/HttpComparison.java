package io.atalaya.e2e.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares an answer of the API with what a script expects. */
final class HttpComparison {
  private static final double EPSILON = 1e-6;

  private final Step.Eval eval;
  private final JsonValue answer;

  HttpComparison(Step.Eval eval, JsonValue answer) {
    this.eval = eval;
    this.answer = answer;
  }

  void check() {
    List<Step.Rule> fail = rules("fail");
    if (!fail.isEmpty()) {
      assertThat(answer.text("status")).as(answer.toString()).isEqualTo("error");
      String error = answer.text("error").replaceFirst("^invalid parameter \"query\": ", "");
      assertThat(fail).as("error %s", error).allMatch(rule -> rule.accepts(error));
      return;
    }
    assertThat(answer.text("error")).isEmpty();
    annotations("warn", answer.items("warnings"));
    annotations("info", answer.items("infos"));
    values();
  }

  private List<Step.Rule> rules(String kind) {
    return eval.rules().stream().filter(r -> r.kind().equals(kind)).toList();
  }

  private void annotations(String kind, List<JsonValue> values) {
    List<String> texts = values.stream().map(JsonValue::text).toList();
    List<Step.Rule> wanted = rules(kind);
    for (Step.Rule rule : wanted) {
      assertThat(texts).as(kind).anyMatch(rule::accepts);
    }
    if (!wanted.isEmpty()) {
      assertThat(texts).allMatch(t -> wanted.stream().anyMatch(rule -> rule.accepts(t)));
    }
    if (!rules("no_" + kind).isEmpty()) {
      assertThat(texts).as("no " + kind).isEmpty();
    }
  }

  private void values() {
    Map<Labels, Map<Long, JsonValue>> actual = new java.util.LinkedHashMap<>();
    if (answer.text("data", "resultType").equals("scalar")) {
      actual.put(Labels.empty(), sample(answer.items("data", "result")));
    } else {
      for (JsonValue series : answer.items("data", "result")) {
        actual.put(Labels.of(series.texts("metric")), samples(series));
      }
    }
    List<Labels> wanted = eval.expected().stream().map(SeriesDescription::labels).toList();
    assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(wanted);
    if (!rules("ordered").isEmpty()) {
      assertThat(new ArrayList<>(actual.keySet())).isEqualTo(wanted);
    }
    for (SeriesDescription series : eval.expected()) {
      compare(series, actual.getOrDefault(series.labels(), Map.of()));
    }
  }

  private static Map<Long, JsonValue> sample(List<JsonValue> pair) {
    return Map.of(Math.round(Double.parseDouble(pair.getFirst().text()) * 1000), pair.getLast());
  }

  private static Map<Long, JsonValue> samples(JsonValue series) {
    Map<Long, JsonValue> samples = new TreeMap<>();
    for (String kind : List.of("value", "histogram")) {
      if (!series.get(kind).isNull()) {
        samples.putAll(sample(series.items(kind)));
      }
      series.items(kind + "s").forEach(pair -> samples.putAll(sample(pair.items())));
    }
    return samples;
  }

  private void compare(SeriesDescription expected, Map<Long, JsonValue> actual) {
    int samples = 0;
    for (int i = 0; i < expected.values().size(); i++) {
      long millis = eval.startMillis() + i * eval.stepMillis();
      switch (expected.values().get(i)) {
        case SequenceValue.Omitted o -> assertThat(actual).doesNotContainKey(millis);
        case SequenceValue.FloatValue f -> {
          samples++;
          same(f.value(), number(at(actual, millis)));
        }
        case SequenceValue.HistogramValue h -> {
          samples++;
          same(h.value(), at(actual, millis));
        }
      }
    }
    assertThat(actual).as(expected.labels().toString()).hasSize(samples);
  }

  private static JsonValue at(Map<Long, JsonValue> samples, long millis) {
    assertThat(samples).containsKey(millis);
    return samples.getOrDefault(millis, new JsonValue.Null());
  }

  private static double number(JsonValue value) {
    return switch (value.text()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "" -> throw new AssertionError("no number: " + value);
      case String text -> Double.parseDouble(text);
    };
  }

  private static void same(double expected, double actual) {
    boolean equal =
        Double.isNaN(expected)
            ? Double.isNaN(actual)
            : expected == actual
                || Math.abs(expected - actual) < EPSILON * (Math.abs(expected) + Math.abs(actual));
    assertThat(equal).as("expected %s, got %s", expected, actual).isTrue();
  }

  private static void same(Histogram expected, JsonValue actual) {
    same(expected.count(), number(actual.get("count")));
    same(expected.sum(), number(actual.get("sum")));
    Map<Double, Double> wanted = new TreeMap<>();
    buckets(expected, 1, expected.positiveSpans(), expected.positiveCounts(), wanted);
    buckets(expected, -1, expected.negativeSpans(), expected.negativeCounts(), wanted);
    // Prometheus leaves out a zero bucket that is negative or no number.
    if (expected.zeroCount() > 0) {
      wanted.merge(expected.zeroThreshold(), expected.zeroCount(), Double::sum);
    }
    List<JsonValue> rows = actual.items("buckets");
    assertThat(rows).as("buckets of %s", wanted).hasSize(wanted.size());
    for (JsonValue row : rows) {
      double lower = number(row.items().get(1));
      double upper = number(row.items().get(2));
      boolean negative = !expected.usesCustomBuckets() && upper <= 0 && lower < 0;
      double bound = negative ? lower : upper;
      double count =
          wanted.entrySet().stream()
              .filter(e -> e.getKey() == bound || close(e.getKey(), bound))
              .mapToDouble(Map.Entry::getValue)
              .findFirst()
              .orElse(Double.NaN);
      same(count, number(row.items().get(3)));
    }
  }

  private static boolean close(double a, double b) {
    return Math.abs(a - b) < EPSILON * (Math.abs(a) + Math.abs(b));
  }

  /** Counts by the bound that is farther from zero. */
  private static void buckets(
      Histogram h, int sign, List<Histogram.Span> spans, double[] counts, Map<Double, Double> out) {
    int index = 0;
    int row = 0;
    for (Histogram.Span span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++) {
        double count = counts[row++];
        if (count != 0) {
          out.put(sign * bound(h, index), count);
        }
        index++;
      }
    }
  }

  private static double bound(Histogram h, int index) {
    if (!h.usesCustomBuckets()) {
      return Math.pow(2, index * Math.pow(2, -h.schema()));
    }
    double[] bounds = h.customBounds();
    return index < bounds.length ? bounds[index] : Double.POSITIVE_INFINITY;
  }
}
