package io.atalaya.query.function;

import io.atalaya.model.SampleAggregates;
import io.atalaya.query.number.Neumaier;
import java.util.Set;

/**
 * The functions that can do with aggregates of samples ({@link SampleAggregates}): of windows that
 * consist of whole aggregates, they give what they give for the samples themselves, but for the
 * order in which numbers are added. {@link RateFamily} looks at aggregates itself.
 */
final class AggregateFamily {
  /** All of them, those of {@link RateFamily} included. */
  static final Set<String> NAMES =
      Set.of(
          "absent_over_time",
          "avg_over_time",
          "count_over_time",
          "delta",
          "first_over_time",
          "increase",
          "last_over_time",
          "max_over_time",
          "min_over_time",
          "present_over_time",
          "rate",
          "sum_over_time",
          "ts_of_first_over_time",
          "ts_of_last_over_time");

  private AggregateFamily() {}

  /** A function for either kind of window. */
  static RangeFunction withAggregates(String name, RangeFunction ofSamples) {
    RangeFunction ofAggregates =
        switch (name) {
          case "min_over_time" -> (w, out) -> withFloats(w, aggregates(w).mins, ofSamples, out);
          case "max_over_time" -> (w, out) -> withFloats(w, aggregates(w).maxs, ofSamples, out);
          case "sum_over_time" -> (w, out) -> withFloats(w, aggregates(w).sums, ofSamples, out);
          case "first_over_time", "ts_of_first_over_time" -> (w, out) -> first(w, ofSamples, out);
          case "count_over_time" -> AggregateFamily::count;
          case "avg_over_time" -> (w, out) -> average(w, ofSamples, out);
          default -> ofSamples;
        };
    return (w, out) -> (w.aggregates == null ? ofSamples : ofAggregates).apply(w, out);
  }

  private static SampleAggregates aggregates(RangeWindow w) {
    SampleAggregates aggregates = w.aggregates;
    if (aggregates == null) {
      throw new IllegalStateException("a window without aggregates");
    }
    return aggregates;
  }

  /** Applies a function to other numbers in place of the samples. */
  private static void withFloats(
      RangeWindow w, double[] floats, RangeFunction function, SampleCell out) {
    double[] own = w.floats;
    w.floats = floats;
    function.apply(w, out);
    w.floats = own;
  }

  private static void first(RangeWindow w, RangeFunction function, SampleCell out) {
    long[] times = w.floatTimes;
    w.floatTimes = aggregates(w).firstMillis;
    withFloats(w, aggregates(w).firsts, function, out);
    w.floatTimes = times;
  }

  private static void count(RangeWindow w, SampleCell out) {
    out.set(sum(w, aggregates(w).counts) + w.histogramCount());
  }

  private static void average(RangeWindow w, RangeFunction function, SampleCell out) {
    if (w.histogramCount() > 0) {
      function.apply(w, out);
    } else {
      out.set(sum(w, aggregates(w).sums) / sum(w, aggregates(w).counts));
    }
  }

  private static double sum(RangeWindow w, double[] values) {
    double sum = 0;
    double lost = 0;
    for (int i = w.floatFrom; i < w.floatTo; i++) {
      double t = sum + values[i];
      lost = Neumaier.lost(sum, lost, values[i], t);
      sum = t;
    }
    return Double.isInfinite(sum) ? sum : sum + lost;
  }
}
