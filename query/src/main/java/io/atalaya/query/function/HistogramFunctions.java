package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import io.atalaya.query.histogram.Histograms;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Functions of the histograms of a vector, one by one; floats have no result. By name. */
public final class HistogramFunctions {
  private static final Map<String, ToDoubleFunction<Histogram>> BY_NAME =
      Map.of(
          "histogram_count", Histogram::count,
          "histogram_sum", Histogram::sum,
          "histogram_avg", Histograms::average,
          "histogram_stdvar", Histograms::variance,
          "histogram_stddev", h -> Math.sqrt(Histograms.variance(h)));

  private HistogramFunctions() {}

  public static Optional<ToDoubleFunction<Histogram>> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
