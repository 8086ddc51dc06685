package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The samples of a range vector as they are, for instant queries that ask for them. */
final class RawRanges {
  private RawRanges() {}

  static List<QueryValue.Series> read(Evaluation evaluation, RangeSource source) {
    List<QueryValue.Series> out = new ArrayList<>();
    RangeSource.Reader reader = source.reader();
    SeriesSamples samples = new SeriesSamples();
    long end = source.windowEndMillis(0);
    for (int i = 0; i < source.size(); i++) {
      reader.read(i, samples);
      QueryValue.Series series = inside(source, i, samples, end - source.rangeMillis(), end);
      if (series.timesMillis().length > 0) {
        evaluation.budget().hold(series.timesMillis().length);
        out.add(series);
      }
    }
    return out;
  }

  private static QueryValue.Series inside(
      RangeSource source, int i, SeriesSamples samples, long after, long end) {
    int n = 0;
    long[] times = new long[samples.size()];
    double[] values = new double[samples.size()];
    @Nullable Histogram[] histograms =
        samples.histograms == null ? null : new Histogram[samples.size()];
    for (int row = samples.from; row < samples.to; row++) {
      long millis = samples.times.millis(row);
      Histogram h = samples.histograms == null ? null : samples.histograms[row];
      double value = h == null ? samples.values[row] : h.sum();
      if (millis > after && millis <= end && !SampleValue.isStale(value)) {
        times[n] = millis;
        values[n] = value;
        if (histograms != null) {
          histograms[n] = h;
        }
        n++;
      }
    }
    return new QueryValue.Series(
        source.labels(i),
        Arrays.copyOf(times, n),
        Arrays.copyOf(values, n),
        histograms == null ? null : Arrays.copyOf(histograms, n));
  }
}
