package io.atalaya.query.function;

import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.number.Neumaier;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The functions {@code …_over_time}. */
final class OverTimeFamily {
  private OverTimeFamily() {}

  static void addTo(Map<String, RangeFunction> table) {
    table.put("avg_over_time", OverTimeFamily::avg);
    table.put("sum_over_time", OverTimeFamily::sum);
    table.put("count_over_time", (w, out) -> out.set(w.floatCount() + w.histogramCount()));
    table.put("present_over_time", (w, out) -> out.set(1));
    table.put("absent_over_time", (w, out) -> out.set(1));
    table.put("first_over_time", OverTimeFamily::first);
    table.put("last_over_time", OverTimeFamily::last);
    table.put("ts_of_first_over_time", (w, out) -> out.set(firstMillis(w) / 1000.0));
    table.put("ts_of_last_over_time", (w, out) -> out.set(lastMillis(w) / 1000.0));
    table.put("max_over_time", ofFloats(w -> extreme(w.greatest, w)));
    table.put("min_over_time", ofFloats(w -> extreme(w.least, w)));
    table.put("ts_of_max_over_time", ofFloats(w -> w.floatTimes[maxRow(w)] / 1000.0));
    table.put("ts_of_min_over_time", ofFloats(w -> w.floatTimes[minRow(w)] / 1000.0));
    table.put("stdvar_over_time", ofFloats(OverTimeFamily::variance));
    table.put("stddev_over_time", ofFloats(w -> Math.sqrt(variance(w))));
    table.put("mad_over_time", ofFloats(OverTimeFamily::medianDeviation));
    table.put("quantile_over_time", OverTimeFamily::quantile);
  }

  /** A function that passes histograms over, and says so where there are floats besides. */
  private static RangeFunction ofFloats(ToDoubleFunction<RangeWindow> function) {
    return (w, out) -> {
      if (w.floatCount() > 0) {
        noteIgnoredHistograms(w);
        out.set(function.applyAsDouble(w));
      }
    };
  }

  static void noteIgnoredHistograms(RangeWindow w) {
    if (w.histogramCount() > 0) {
      w.annotate(Infos.histogramIgnoredInMixedRange(w.metricName(), w.position()));
    }
  }

  private static boolean refuseMixed(RangeWindow w) {
    if (w.isMixed()) {
      w.annotate(Warnings.mixedFloatsAndHistograms(w.metricName(), w.position()));
    }
    return w.isMixed();
  }

  private static void sum(RangeWindow w, SampleCell out) {
    if (refuseMixed(w)) {
      return;
    }
    if (w.floatCount() == 0) {
      HistogramsOverTime.sum(w, out);
      return;
    }
    w.sum.moveTo(w);
    if (w.sum.isExact()) {
      out.set(w.sum.value());
      return;
    }
    double sum = 0;
    double lost = 0;
    for (int i = w.floatFrom; i < w.floatTo; i++) {
      double x = w.floats[i];
      double t = sum + x;
      lost = Neumaier.lost(sum, lost, x, t);
      sum = t;
    }
    out.set(Double.isInfinite(sum) ? sum : sum + lost);
  }

  private static void avg(RangeWindow w, SampleCell out) {
    if (refuseMixed(w)) {
      return;
    }
    if (w.floatCount() == 0) {
      HistogramsOverTime.avg(w, out);
      return;
    }
    w.sum.moveTo(w);
    if (w.sum.isExact()) {
      double count = w.floatCount();
      out.set(w.sum.value() / count + w.sum.remainder() / count);
      return;
    }
    FloatMean mean = new FloatMean();
    for (int i = w.floatFrom; i < w.floatTo; i++) {
      mean.add(w.floats[i]);
    }
    out.set(mean.value());
  }

  private static void first(RangeWindow w, SampleCell out) {
    boolean isFloat =
        w.histogramCount() == 0
            || (w.floatCount() > 0
                && w.floatTimes[w.floatFrom] < w.histogramTimes[w.histogramFrom]);
    if (isFloat) {
      out.set(w.floats[w.floatFrom]);
    } else {
      out.set(w.histograms[w.histogramFrom]);
    }
  }

  private static void last(RangeWindow w, SampleCell out) {
    boolean isFloat =
        w.histogramCount() == 0
            || (w.floatCount() > 0
                && w.floatTimes[w.floatTo - 1] > w.histogramTimes[w.histogramTo - 1]);
    if (isFloat) {
      out.set(w.floats[w.floatTo - 1]);
    } else {
      out.set(w.histograms[w.histogramTo - 1]);
    }
  }

  private static long firstMillis(RangeWindow w) {
    long floats = w.floatCount() > 0 ? w.floatTimes[w.floatFrom] : Long.MAX_VALUE;
    long histograms = w.histogramCount() > 0 ? w.histogramTimes[w.histogramFrom] : Long.MAX_VALUE;
    return Math.min(floats, histograms);
  }

  private static long lastMillis(RangeWindow w) {
    long floats = w.floatCount() > 0 ? w.floatTimes[w.floatTo - 1] : 0;
    long histograms = w.histogramCount() > 0 ? w.histogramTimes[w.histogramTo - 1] : 0;
    return Math.max(floats, histograms);
  }

  private static double extreme(ExtremeFloat extreme, RangeWindow w) {
    extreme.moveTo(w);
    return extreme.value();
  }

  /** The latest of the greatest. */
  private static int maxRow(RangeWindow w) {
    int row = w.floatFrom;
    for (int i = w.floatFrom; i < w.floatTo; i++) {
      double max = w.floats[row];
      if (w.floats[i] >= max || Double.isNaN(max)) {
        row = i;
      }
    }
    return row;
  }

  /** The latest of the least. */
  private static int minRow(RangeWindow w) {
    int row = w.floatFrom;
    for (int i = w.floatFrom; i < w.floatTo; i++) {
      double min = w.floats[row];
      if (w.floats[i] <= min || Double.isNaN(min)) {
        row = i;
      }
    }
    return row;
  }

  /** Population variance after Welford, both running values summed with compensation. */
  private static double variance(RangeWindow w) {
    Kahan mean = new Kahan();
    Kahan squares = new Kahan();
    double count = 0;
    for (int i = w.floatFrom; i < w.floatTo; i++) {
      count++;
      double delta = w.floats[i] - mean.total();
      mean.add(delta / count);
      squares.add(delta * (w.floats[i] - mean.total()));
    }
    return squares.total() / count;
  }

  private static double medianDeviation(RangeWindow w) {
    double[] values = Arrays.copyOfRange(w.floats, w.floatFrom, w.floatTo);
    for (double v : values) {
      if (Double.isNaN(v)) {
        return Double.NaN;
      }
    }
    double median = Quantiles.of(0.5, values, values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i] - median);
    }
    return Quantiles.of(0.5, values, values.length);
  }

  private static void quantile(RangeWindow w, SampleCell out) {
    if (w.floatCount() == 0) {
      return;
    }
    double q = w.scalars[0];
    if (!Quantiles.isValid(q)) {
      w.annotate(Warnings.invalidQuantile(q, w.position(), w.position()));
    }
    noteIgnoredHistograms(w);
    w.sorted.moveTo(w);
    out.set(Quantiles.of(q, w.sorted));
  }
}
