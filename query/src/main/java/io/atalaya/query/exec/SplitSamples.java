package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleAggregates;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.query.function.RangeWindow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of one series with floats and histograms apart and without stale markers. */
final class SplitSamples {
  private final long[] floatTimes;
  private final double[] floats;
  private final long @Nullable [] floatStarts;
  private final long[] histogramTimes;
  private final Histogram[] histograms;
  private final long @Nullable [] histogramStarts;
  private final @Nullable SampleAggregates aggregates;
  private int floatCount;
  private int histogramCount;

  private SplitSamples(int size, boolean withStarts, boolean withAggregates) {
    aggregates = withAggregates ? new SampleAggregates(size) : null;
    floatTimes = new long[size];
    floats = new double[size];
    floatStarts = withStarts ? new long[size] : null;
    histogramTimes = new long[size];
    histograms = new Histogram[size];
    histogramStarts = withStarts ? new long[size] : null;
  }

  static SplitSamples of(SeriesSamples samples, boolean useStarts) {
    long[] starts = useStarts ? samples.startMillis : null;
    SampleAggregates aggregates = samples.aggregates;
    SplitSamples split = new SplitSamples(samples.size(), starts != null, aggregates != null);
    for (int row = samples.from; row < samples.to; row++) {
      Histogram h = samples.histograms == null ? null : samples.histograms[row];
      long start = starts == null ? 0 : starts[row];
      if (h == null) {
        if (split.aggregates != null && aggregates != null) {
          split.aggregates.setRow(split.floatCount, aggregates, row);
        }
        split.add(samples.times.millis(row), samples.values[row], start);
      } else {
        split.add(samples.times.millis(row), h, start);
      }
    }
    return split;
  }

  private void add(long millis, double value, long start) {
    if (SampleValue.isStale(value)) {
      return;
    }
    floatTimes[floatCount] = millis;
    floats[floatCount] = value;
    if (floatStarts != null) {
      floatStarts[floatCount] = start;
    }
    floatCount++;
  }

  private void add(long millis, Histogram histogram, long start) {
    if (SampleValue.isStale(histogram.sum())) {
      return;
    }
    histogramTimes[histogramCount] = millis;
    histograms[histogramCount] = histogram;
    if (histogramStarts != null) {
      histogramStarts[histogramCount] = start;
    }
    histogramCount++;
  }

  int floats() {
    return floatCount;
  }

  int histograms() {
    return histogramCount;
  }

  /** Makes a window hold the floats after one time up to another. */
  void narrow(RangeWindow window, long after, long until) {
    int from = 0;
    while (from < floatCount && floatTimes[from] <= after) {
      from++;
    }
    int to = from;
    while (to < floatCount && floatTimes[to] <= until) {
      to++;
    }
    window.floatFrom = from;
    window.floatTo = to;
  }

  void fill(RangeWindow window) {
    window.floatTimes = floatTimes;
    window.floats = floats;
    window.floatStarts = floatStarts;
    window.aggregates = aggregates;
    window.histogramTimes = histogramTimes;
    window.histograms = Arrays.copyOf(histograms, histogramCount);
    window.histogramStarts = histogramStarts;
  }
}
