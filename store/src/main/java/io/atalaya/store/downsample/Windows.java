package io.atalaya.store.downsample;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleAggregates;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The windows of one series that have samples, and what is aggregated of each. Scratch. */
final class Windows {
  private final Resolution resolution;

  /** Windows with floats. */
  int size;

  long[] lastMillis = new long[64];
  double[] lasts = new double[64];
  SampleAggregates aggregates = new SampleAggregates(64);

  /** Windows with histograms. */
  int histograms;

  long[] histogramMillis = new long[0];
  @Nullable Histogram[] lastHistograms = new @Nullable Histogram[0];

  /** Windows that end with a stale marker. */
  int stale;

  long[] staleMillis = new long[0];

  private long openEnd;
  private long openHistogramEnd;

  Windows(Resolution resolution) {
    this.resolution = resolution;
  }

  /** Whether there is nothing but floats, so that the windows' rows follow from the times alone. */
  boolean isPlain() {
    return histograms == 0 && stale == 0;
  }

  void fill(SeriesSamples samples) {
    size = 0;
    histograms = 0;
    stale = 0;
    openEnd = Long.MIN_VALUE;
    openHistogramEnd = Long.MIN_VALUE;
    for (int row = samples.from; row < samples.to; row++) {
      Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
      long time = samples.times.millis(row);
      double value = histogram == null ? samples.values[row] : histogram.sum();
      if (SampleValue.isStale(value)) {
        addStale(time, resolution.endOf(time));
      } else if (histogram == null) {
        add(time, resolution.endOf(time), value);
      } else {
        add(time, resolution.endOf(time), histogram);
      }
    }
  }

  private void add(long time, long end, double value) {
    endStale(end, time);
    if (end != openEnd) {
      openEnd = end;
      grow();
      aggregates.setSingle(size, time, value);
      size++;
    } else {
      addToOpen(size - 1, value);
    }
    lastMillis[size - 1] = time;
    lasts[size - 1] = value;
  }

  private void addToOpen(int w, double value) {
    aggregates.counts[w]++;
    aggregates.sums[w] += value;
    if (value < aggregates.mins[w] || Double.isNaN(aggregates.mins[w])) {
      aggregates.mins[w] = value;
    }
    if (value > aggregates.maxs[w] || Double.isNaN(aggregates.maxs[w])) {
      aggregates.maxs[w] = value;
    }
    if (value < lasts[w]) {
      aggregates.corrections[w] += lasts[w];
    }
  }

  private void grow() {
    if (size == lasts.length) {
      lasts = Arrays.copyOf(lasts, size * 2);
      lastMillis = Arrays.copyOf(lastMillis, size * 2);
      aggregates = aggregates.copy(size * 2);
    }
  }

  private void add(long time, long end, Histogram histogram) {
    endStale(end, time);
    if (end != openHistogramEnd) {
      openHistogramEnd = end;
      if (histograms == histogramMillis.length) {
        histogramMillis = Arrays.copyOf(histogramMillis, histograms * 2 + 16);
        lastHistograms = Arrays.copyOf(lastHistograms, histograms * 2 + 16);
      }
      histograms++;
    }
    histogramMillis[histograms - 1] = time;
    lastHistograms[histograms - 1] = histogram;
  }

  private void addStale(long time, long end) {
    if (stale > 0 && resolution.endOf(staleMillis[stale - 1]) == end) {
      staleMillis[stale - 1] = time;
      return;
    }
    if (stale == staleMillis.length) {
      staleMillis = Arrays.copyOf(staleMillis, stale * 2 + 16);
    }
    staleMillis[stale++] = time;
  }

  /** A sample behind a stale marker in the same window: the marker does not end it. */
  private void endStale(long end, long time) {
    if (stale > 0
        && staleMillis[stale - 1] < time
        && resolution.endOf(staleMillis[stale - 1]) == end) {
      stale--;
    }
  }
}
