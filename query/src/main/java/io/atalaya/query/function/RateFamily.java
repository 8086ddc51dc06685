package io.atalaya.query.function;

import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.histogram.FloatHistogram;
import java.util.Map;

/**
 * {@code rate}, {@code increase}, {@code delta} and their instant forms.
 *
 * <p>The increase between the first and the last sample of a window is extrapolated to the ends of
 * the window. Where the outermost sample is more than 1.1 average intervals away from the end, the
 * series is taken to start or end half an interval beyond the sample. A counter is never
 * extrapolated to below zero.
 */
final class RateFamily {
  private static final double THRESHOLD_INTERVALS = 1.1;

  private RateFamily() {}

  static void addTo(Map<String, RangeFunction> table) {
    table.put("rate", (w, out) -> rate(w, true, true, out));
    table.put("increase", (w, out) -> rate(w, true, false, out));
    table.put("delta", (w, out) -> rate(w, false, false, out));
    table.put("irate", (w, out) -> InstantRates.apply(w, true, out));
    table.put("idelta", (w, out) -> InstantRates.apply(w, false, out));
  }

  private static void rate(RangeWindow w, boolean isCounter, boolean isRate, SampleCell out) {
    if (w.isMixed()) {
      w.annotate(Warnings.mixedFloatsAndHistograms(w.metricName(), w.position()));
      return;
    }
    boolean floats = w.floatCount() > 0;
    if (w.extension() == RangeExtension.NONE) {
      if (floats) {
        ofFloats(w, isCounter, isRate, out);
      } else {
        ofHistograms(w, isCounter, isRate, out);
      }
    } else if (floats) {
      ExtendedRates.ofFloats(w, isCounter, isRate, out);
    } else {
      ExtendedHistogramRates.apply(w, isCounter, isRate, out);
    }
  }

  private static void ofHistograms(
      RangeWindow w, boolean isCounter, boolean isRate, SampleCell out) {
    int first = w.histogramFrom;
    int last = w.histogramTo - 1;
    FloatHistogram increase = null;
    if (last > first) {
      increase = HistogramIncrease.over(w, isCounter);
      if (increase == null) {
        return;
      }
    }
    long[] starts = isCounter ? w.histogramStarts : null;
    Extrapolation e =
        new Extrapolation(w, w.histogramTimes[first], w.histogramTimes[last], last - first);
    FloatHistogram firstSample = w.point(first);
    if (starts != null && e.startsInside(starts[first])) {
      if (increase == null) {
        increase = firstSample.copy();
      } else if (!HistogramNotes.add(w, increase, firstSample)) {
        return;
      }
      e.startAt(starts[first]);
    } else if (increase == null) {
      return;
    } else {
      e.extrapolateStart();
      if (isCounter && increase.count() > 0 && firstSample.count() >= 0) {
        e.notBelowZero(firstSample.count() / increase.count());
      }
    }
    out.set(increase.multiply(e.factor(isRate)).toHistogram());
  }

  private static void ofFloats(RangeWindow w, boolean isCounter, boolean isRate, SampleCell out) {
    int last = w.floatTo - 1;
    double first = w.firstFloat();
    double increase = w.floats[last] - first;
    if (isCounter) {
      increase = corrected(increase, w);
    }
    long[] starts = isCounter ? w.floatStarts : null;
    int intervals = (int) w.floatSamples() - 1;
    Extrapolation e = new Extrapolation(w, w.firstFloatMillis(), w.floatTimes[last], intervals);
    if (starts != null && e.startsInside(starts[w.floatFrom])) {
      increase += first;
      e.startAt(starts[w.floatFrom]);
    } else if (intervals == 0) {
      return;
    } else {
      e.extrapolateStart();
      if (isCounter && increase > 0 && first >= 0) {
        e.notBelowZero(first / increase);
      }
    }
    out.set(increase * e.factor(isRate));
  }

  /** With what was reached before each reset added, one after the other. */
  private static double corrected(double increase, RangeWindow w) {
    double corrected = increase;
    if (w.aggregates != null) {
      corrected += w.aggregates.corrections[w.floatFrom];
    }
    boolean overlap = false;
    for (int i = w.floatFrom + 1; i < w.floatTo; i++) {
      if (!overlap && StartTimes.overlap(w.floatStarts, w.floatTimes, i)) {
        w.annotate(Warnings.startTimeOverlap(w.metricName(), w.position()));
        overlap = true;
      }
      double value = w.floats[i];
      if (w.aggregates != null) {
        value = w.aggregates.firsts[i];
        corrected += w.aggregates.corrections[i];
      }
      if (value < w.floats[i - 1] || StartTimes.reset(w.floatStarts, w.floatTimes, i)) {
        corrected += w.floats[i - 1];
      }
    }
    return corrected;
  }

  /** How much of the window beyond its samples belongs to the series. All times in seconds. */
  static final class Extrapolation {
    private final RangeWindow window;
    private final long firstMillis;
    private final long lastMillis;
    private final double averageInterval;
    private double sampledInterval;
    private double toStart;
    private double toEnd;

    Extrapolation(RangeWindow window, long firstMillis, long lastMillis, int intervals) {
      this.window = window;
      this.firstMillis = firstMillis;
      this.lastMillis = lastMillis;
      sampledInterval = (lastMillis - firstMillis) / 1000.0;
      averageInterval = intervals > 0 ? sampledInterval / intervals : 0;
      toStart = (firstMillis - window.startMillis) / 1000.0;
      toEnd = (window.endMillis - lastMillis) / 1000.0;
      if (toEnd >= averageInterval * THRESHOLD_INTERVALS) {
        toEnd = averageInterval / 2;
      }
    }

    /** Whether the counter's known start lies in the window, before the first sample. */
    boolean startsInside(long start) {
      return start != 0 && start > window.startMillis && start < firstMillis;
    }

    /** Takes the counter to be zero at its known start. */
    void startAt(long start) {
      toStart = 0;
      sampledInterval = (lastMillis - start) / 1000.0;
    }

    void extrapolateStart() {
      if (toStart >= averageInterval * THRESHOLD_INTERVALS) {
        toStart = averageInterval / 2;
      }
    }

    /** Starts no earlier than where a line through the samples meets zero. */
    void notBelowZero(double firstByIncrease) {
      toStart = Math.min(toStart, orToStart(sampledInterval * firstByIncrease));
    }

    private double orToStart(double v) {
      return Double.isNaN(v) ? toStart : v;
    }

    /** By what the increase is to be multiplied. */
    double factor(boolean perSecond) {
      double factor =
          sampledInterval == 0 ? 1 : (sampledInterval + toStart + toEnd) / sampledInterval;
      return perSecond ? factor / window.rangeSeconds() : factor;
    }
  }
}
