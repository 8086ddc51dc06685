package io.atalaya.server.metrics;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import io.atalaya.server.json.JsonOut;
import io.atalaya.server.metrics.MetricsText.Family;
import io.atalaya.server.metrics.MetricsText.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Metric families as the JSON that protobuf makes of Prometheus' {@code MetricFamily}: counts of 64
 * bits are texts, and so are numbers that JSON cannot say.
 */
final class FamilyJson {
  private static final String BOUND = "le";
  private static final String QUANTILE = "quantile";

  private final JsonOut out;

  FamilyJson(JsonOut out) {
    this.out = out;
  }

  void write(Family family) throws IOException {
    out.object()
        .field("name", family.name())
        .field("help", family.help())
        .field("type", family.type().toUpperCase(Locale.ROOT))
        .name("metric")
        .array();
    for (Map.Entry<Labels, List<Sample>> metric : metrics(family).entrySet()) {
      out.object();
      writeLabels(metric.getKey());
      writeValue(family, metric.getValue());
      out.end();
    }
    out.end().end();
  }

  /** The samples of each metric: one, or all buckets or quantiles with sum and count. */
  private static Map<Labels, List<Sample>> metrics(Family family) {
    Map<Labels, List<Sample>> metrics = new LinkedHashMap<>();
    boolean many = family.type().equals("histogram") || family.type().equals("summary");
    for (Sample sample : family.samples()) {
      Labels labels = sample.labels();
      Labels whose = many ? labels.toBuilder().remove(BOUND).remove(QUANTILE).build() : labels;
      metrics.computeIfAbsent(whose, w -> new ArrayList<>()).add(sample);
    }
    return metrics;
  }

  private void writeLabels(Labels labels) throws IOException {
    if (labels.isEmpty()) {
      return;
    }
    out.name("label").array();
    for (int i = 0; i < labels.size(); i++) {
      out.object().field("name", labels.name(i)).field("value", labels.value(i)).end();
    }
    out.end();
  }

  private void writeValue(Family family, List<Sample> samples) throws IOException {
    out.name(family.type()).object();
    switch (family.type()) {
      case "histogram" -> writeMany(family, samples, "bucket");
      case "summary" -> writeMany(family, samples, QUANTILE);
      default -> number("value", samples.getFirst().value());
    }
    out.end();
  }

  private void writeMany(Family family, List<Sample> samples, String parts) throws IOException {
    for (Sample sample : samples) {
      if (sample.name().equals(family.name() + "_count")) {
        out.field("sampleCount", GoFloat.json(sample.value()));
      } else if (sample.name().equals(family.name() + "_sum")) {
        number("sampleSum", sample.value());
      }
    }
    out.name(parts).array();
    for (Sample sample : samples) {
      writePart(sample);
    }
    out.end();
  }

  private void writePart(Sample sample) throws IOException {
    String bound = sample.labels().get(BOUND);
    String quantile = sample.labels().get(QUANTILE);
    if (!bound.isEmpty() && !bound.equals("+Inf")) {
      out.object().field("cumulativeCount", GoFloat.json(sample.value()));
      number("upperBound", Double.parseDouble(bound));
      out.end();
    } else if (!quantile.isEmpty()) {
      out.object();
      number(QUANTILE, Double.parseDouble(quantile));
      number("value", sample.value());
      out.end();
    }
  }

  private void number(String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      out.field(name, value);
    } else {
      out.field(name, Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
  }
}
