package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    return joined(out);
  }

  private Labels labels(int i) {
    boolean drops = source.dropsName(i) && evaluation.settings().delayedNameRemoval();
    return drops ? LabelSets.withoutMetadata(source.labels(i)) : source.labels(i);
  }

  /** Series made equal by dropping their names are one, unless they meet. */
  private static List<QueryValue.Series> joined(List<QueryValue.Series> series) {
    Map<Labels, QueryValue.Series> byLabels = new LinkedHashMap<>();
    for (QueryValue.Series s : series) {
      byLabels.merge(s.labels(), s, RawRanges::join);
    }
    return new ArrayList<>(byLabels.values());
  }

  private static QueryValue.Series join(QueryValue.Series a, QueryValue.Series b) {
    int n = a.timesMillis().length + b.timesMillis().length;
    long[] times = new long[n];
    double[] values = new double[n];
    boolean anyHistogram = a.histograms() != null || b.histograms() != null;
    @Nullable Histogram[] histograms = anyHistogram ? new Histogram[n] : null;
    int i = 0;
    int j = 0;
    while (i + j < n) {
      boolean ended = j == b.timesMillis().length;
      if (!ended && i < a.timesMillis().length && a.timesMillis()[i] == b.timesMillis()[j]) {
        throw Distinct.sameLabels();
      }
      boolean first =
          ended || (i < a.timesMillis().length && a.timesMillis()[i] < b.timesMillis()[j]);
      QueryValue.Series from = first ? a : b;
      int row = first ? i : j;
      times[i + j] = from.timesMillis()[row];
      values[i + j] = from.values()[row];
      if (histograms != null && from.histograms() != null) {
        histograms[i + j] = from.histograms()[row];
      }
      i += first ? 1 : 0;
      j += first ? 0 : 1;
    }
    return new QueryValue.Series(a.labels(), times, values, histograms);
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
        labels(i),
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
        new RangeWindow(
            source.extension(),
            series -> source.label(series, Labels.METRIC_NAME),
            PositionRange.NONE,
            evaluation.annotations());
    window.moveToSeries(i);
    split.fill(window);
    window.startMillis = startMillis;
    window.endMillis = endMillis;
    boolean smoothed = source.extension() == RangeExtension.SMOOTHED;
    split.narrow(window, startMillis - lookback, smoothed ? endMillis + lookback : endMillis);
    EdgeValues edges = EdgeValues.of(window);
    return new QueryValue.Series(labels(i), edges.times(), edges.values(), null);
  }
}
