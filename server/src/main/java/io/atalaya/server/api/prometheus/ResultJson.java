package io.atalaya.server.api.prometheus;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.QueryValue;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Query results as {@code {"resultType":…,"result":…}}. */
final class ResultJson {
  private final HistogramJson histograms = new HistogramJson();

  void write(JsonOut out, QueryValue value) throws IOException {
    switch (value) {
      case QueryValue.Scalar scalar -> {
        out.field("resultType", "scalar").name("result").array();
        // Unlike those of series, never with an exponent.
        out.shortTime(scalar.timeMillis()).text(GoFloat.plain(scalar.value())).end();
      }
      case QueryValue.Text text -> {
        out.field("resultType", "string").name("result").array();
        out.shortTime(text.timeMillis()).text(text.value()).end();
      }
      case QueryValue.Vector vector -> writeVector(out, vector);
      case QueryValue.Matrix matrix -> writeMatrix(out, matrix);
    }
  }

  private void writeVector(JsonOut out, QueryValue.Vector vector) throws IOException {
    out.field("resultType", "vector").name("result").array();
    for (QueryValue.Sample sample : vector.samples()) {
      out.object().name("metric").labels(sample.labels());
      Histogram histogram = sample.histogram();
      if (histogram == null) {
        out.name("value").sample(vector.timeMillis(), sample.value());
      } else {
        out.name("histogram").array().time(vector.timeMillis());
        histograms.write(out, histogram);
        out.end();
      }
      out.end();
    }
    out.end();
  }

  private void writeMatrix(JsonOut out, QueryValue.Matrix matrix) throws IOException {
    out.field("resultType", "matrix").name("result").array();
    for (QueryValue.Series series : matrix.series()) {
      out.object().name("metric").labels(series.labels());
      writeFloats(out, series);
      writeHistograms(out, series);
      out.end();
    }
    out.end();
  }

  private static void writeFloats(JsonOut out, QueryValue.Series series) throws IOException {
    boolean begun = false;
    for (int i = 0; i < series.timesMillis().length; i++) {
      if (histogramAt(series, i) == null) {
        if (!begun) {
          out.name("values").array();
          begun = true;
        }
        out.sample(series.timesMillis()[i], series.values()[i]);
      }
    }
    if (begun) {
      out.end();
    }
  }

  private void writeHistograms(JsonOut out, QueryValue.Series series) throws IOException {
    boolean begun = false;
    for (int i = 0; i < series.timesMillis().length; i++) {
      Histogram histogram = histogramAt(series, i);
      if (histogram != null) {
        if (!begun) {
          out.name("histograms").array();
          begun = true;
        }
        out.array().time(series.timesMillis()[i]);
        histograms.write(out, histogram);
        out.end();
      }
    }
    if (begun) {
      out.end();
    }
  }

  private static @Nullable Histogram histogramAt(QueryValue.Series series, int i) {
    @Nullable Histogram @Nullable [] histograms = series.histograms();
    return histograms == null ? null : histograms[i];
  }
}
