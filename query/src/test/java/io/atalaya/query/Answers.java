package io.atalaya.query;

import io.atalaya.model.Histogram;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.query.histogram.Histograms;
import org.jspecify.annotations.Nullable;

/** Answers as texts that differ if a single bit of a number does. */
final class Answers {
  private Answers() {}

  static String text(QueryResult result) {
    StringBuilder out = new StringBuilder();
    switch (result.value()) {
      case QueryValue.Scalar scalar -> sample(out, scalar.timeMillis(), scalar.value(), null);
      case QueryValue.Text text -> out.append(text);
      case QueryValue.Vector vector -> {
        for (QueryValue.Sample s : vector.samples()) {
          out.append(s.labels());
          sample(out, vector.timeMillis(), s.value(), s.histogram());
        }
      }
      case QueryValue.Matrix matrix -> matrix.series().forEach(series -> series(out, series));
    }
    return out.append(result.warnings()).append(result.infos()).toString();
  }

  private static void series(StringBuilder out, QueryValue.Series series) {
    out.append(series.labels());
    @Nullable Histogram @Nullable [] histograms = series.histograms();
    for (int i = 0; i < series.values().length; i++) {
      Histogram h = histograms == null ? null : histograms[i];
      sample(out, series.timesMillis()[i], series.values()[i], h);
    }
  }

  private static void sample(
      StringBuilder out, long millis, double value, @Nullable Histogram histogram) {
    out.append(' ').append(millis).append('=');
    out.append(histogram == null ? Double.toHexString(value) : Histograms.toText(histogram));
    out.append('\n');
  }
}
