package io.atalaya.server.cli;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How {@code tsdb dump} prints a series; the forms are promtool's. */
enum DumpFormat {
  /** A line a sample: labels, value, milliseconds since the epoch. */
  PROM {
    @Override
    void print(Labels labels, SeriesSamples samples, PrintWriter out) {
      String text = labels.toString();
      for (int row = samples.from; row < samples.to; row++) {
        Histogram histogram = histogram(samples, row);
        String value =
            histogram == null
                ? GoFloat.shortest(samples.values[row])
                : Histograms.toText(histogram);
        out.println(text + " " + value + " " + samples.times.millis(row));
      }
    }
  },

  /** The labels as a JSON object, and no samples. */
  SERIES_JSON {
    @Override
    void print(Labels labels, SeriesSamples samples, PrintWriter out) throws IOException {
      if (samples.size() > 0) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonOut json = new JsonOut(line)) {
          json.labels(labels);
        }
        out.println(line.toString(StandardCharsets.UTF_8));
      }
    }
  },

  /** OpenMetrics, which has no native histograms and no marks of a series' end. */
  OPEN_METRICS {
    @Override
    void print(Labels labels, SeriesSamples samples, PrintWriter out) {
      String text = openMetrics(labels);
      for (int row = samples.from; row < samples.to; row++) {
        double value = samples.values[row];
        if (histogram(samples, row) == null && !SampleValue.isStale(value)) {
          long millis = samples.times.millis(row);
          out.printf(Locale.ROOT, "%s %s %s%n", text, GoFloat.shortest(value), seconds(millis));
        }
      }
    }

    @Override
    void end(PrintWriter out) {
      out.println("# EOF");
    }
  };

  /** Prints all of a series. */
  abstract void print(Labels labels, SeriesSamples samples, PrintWriter out) throws IOException;

  /** Prints what comes after the last series. */
  void end(PrintWriter out) {}

  private static @Nullable Histogram histogram(SeriesSamples samples, int row) {
    return samples.histograms == null ? null : samples.histograms[row];
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).toPlainString();
  }

  /** Names that only UTF-8 allows stand in quotes, that of the metric among the labels. */
  private static String openMetrics(Labels labels) {
    String name = labels.metricName();
    boolean plain = NameValidation.LEGACY.isMetricName(name);
    StringBuilder text = new StringBuilder(plain ? name : "").append('{');
    if (!plain && !name.isEmpty()) {
      text.append(quoted(name)).append(',');
    }
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.name(i).equals(Labels.METRIC_NAME)) {
        String label = labels.name(i);
        text.append(NameValidation.LEGACY.isLabelName(label) ? label : quoted(label));
        text.append('=').append(quoted(labels.value(i))).append(',');
      }
    }
    if (text.charAt(text.length() - 1) == ',') {
      text.setLength(text.length() - 1);
    }
    return text.append('}').toString();
  }

  private static String quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + escaped + '"';
  }
}
