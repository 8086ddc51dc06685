package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.function.EdgeValues;
import io.atalaya.query.function.RangeWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The samples of a range vector as they are, for instant queries that ask for them. */
final class RawRanges {
  private final Evaluation evaluation;
  private final RangeSource source;
  private final long startMillis;
  private final long endMillis;
  private final long lookback;

  private RawRanges(Evaluation evaluation, RangeSource source) {
    this.evaluation = evaluation;
    this.source = source;
    endMillis = source.windowEndMillis(0);
    startMillis = endMillis - source.rangeMillis();
    lookback = evaluation.settings().lookbackMillis();
  }

  static List<QueryValue.Series> read(Evaluation evaluation, RangeSource source) {
    return new RawRanges(evaluation, source).read();
  }

  private List<QueryValue.Series> read() {
    List<QueryValue.Series> out = new ArrayList<>();
    RangeSource.Reader reader = source.reader();
    SeriesSamples samples = new SeriesSamples();
    boolean extended = source.extension() != RangeExtension.NONE;
    for (int i = 0; i < source.size(); i++) {
      reader.read(i, samples);
      if (evaluation.sampleCount().isWanted()) {
        WindowCounts.count(samples, source, 1, evaluation.sampleCount());
      }
      QueryValue.Series series = extended ? extended(i, samples) : inside(i, samples);
      if (series.timesMillis().length > 0) {
        evaluation.budget().hold(series.timesMillis().length);
        out.add(series);
      }
    }
    return out;
  }

  private QueryValue.Series inside(int i, SeriesSamples samples) {
    int n = 0;
    long[] times = new long[samples.size()];
    double[] values = new double[samples.size()];
    @Nullable Histogram[] histograms =
        samples.histograms == null ? null : new Histogram[samples.size()];
    for (int row = samples.from; row < samples.to; row++) {
      long millis = samples.times.millis(row);
      Histogram h = samples.histograms == null ? null : samples.histograms[row];
      double value = h == null ? samples.values[row] : h.sum();
      if (millis > startMillis && millis <= endMillis && !SampleValue.isStale(value)) {
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

  /** The floats inside, with a value at each end. */
  private QueryValue.Series extended(int i, SeriesSamples samples) {
    SplitSamples split = SplitSamples.of(samples, false);
    if (split.histograms() > 0) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          source.extension().name().toLowerCase(Locale.ROOT)
              + " modifier is not supported with histograms");
    }
    RangeWindow window =
        new RangeWindow(source.extension(), PositionRange.NONE, evaluation.annotations());
    split.fill(window);
    window.startMillis = startMillis;
    window.endMillis = endMillis;
    boolean smoothed = source.extension() == RangeExtension.SMOOTHED;
    split.narrow(window, startMillis - lookback, smoothed ? endMillis + lookback : endMillis);
    EdgeValues edges = EdgeValues.of(window);
    return new QueryValue.Series(source.labels(i), edges.times(), edges.values(), null);
  }
}
