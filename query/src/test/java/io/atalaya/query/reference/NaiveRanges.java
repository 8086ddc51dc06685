package io.atalaya.query.reference;

import io.atalaya.model.Histogram.ResetHint;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Functions of the samples of one window, which is never empty. */
final class NaiveRanges {
  private static final double CLOSE_ENOUGH = 1.1;

  private NaiveRanges() {}

  /**
   * A window.
   *
   * @param points all samples in it, ascending
   * @param scalars the scalar arguments
   * @param stepMillis time of the evaluation
   */
  record Window(
      List<Point> points, long fromMillis, long toMillis, long stepMillis, List<Double> scalars) {
    List<Point> floats() {
      return points.stream().filter(Point::isFloat).toList();
    }

    List<Point> histograms() {
      return points.stream().filter(p -> !p.isFloat()).toList();
    }

    List<Double> values() {
      return floats().stream().map(Point::value).toList();
    }

    boolean isMixed() {
      return !floats().isEmpty() && !histograms().isEmpty();
    }

    Point answer(double value) {
      return Point.of(stepMillis, value);
    }

    Point answer(NaiveHistogram h) {
      return new Point(stepMillis, 0, h);
    }
  }

  /** The result, or null if there is none. */
  static @Nullable Point apply(String function, Window w) {
    return switch (function) {
      case "rate" -> extrapolated(w, true, true);
      case "increase" -> extrapolated(w, true, false);
      case "delta" -> extrapolated(w, false, false);
      case "irate" -> ofLastTwo(w, true);
      case "idelta" -> ofLastTwo(w, false);
      case "first_over_time" -> w.points.getFirst().at(w.stepMillis);
      case "last_over_time" -> w.points.getLast().at(w.stepMillis);
      case "ts_of_first_over_time" -> w.answer(w.points.getFirst().millis() / 1000.0);
      case "ts_of_last_over_time" -> w.answer(w.points.getLast().millis() / 1000.0);
      case "count_over_time" -> w.answer(w.points.size());
      case "present_over_time" -> w.answer(1);
      case "changes" -> w.answer(countPairs(w, NaiveRanges::isChange));
      case "resets" -> w.answer(countPairs(w, NaiveRanges::isReset));
      case "sum_over_time" -> total(w, false);
      case "avg_over_time" -> total(w, true);
      default -> w.floats().isEmpty() ? null : ofFloats(function, w);
    };
  }

  private static @Nullable Point ofFloats(String function, Window w) {
    return switch (function) {
      case "min_over_time" -> w.answer(extreme(w, -1).value());
      case "max_over_time" -> w.answer(extreme(w, 1).value());
      case "ts_of_min_over_time" -> w.answer(extreme(w, -1).millis() / 1000.0);
      case "ts_of_max_over_time" -> w.answer(extreme(w, 1).millis() / 1000.0);
      case "quantile_over_time" -> w.answer(NaiveQuantiles.of(w.scalars.getFirst(), w.values()));
      case "stdvar_over_time" -> w.answer(variance(w.values()));
      case "stddev_over_time" -> w.answer(Math.sqrt(variance(w.values())));
      case "mad_over_time" -> w.answer(medianDeviation(w.values()));
      case "deriv" -> trend(w, w.floats().getFirst().millis(), line -> line.slope);
      case "predict_linear" ->
          trend(w, w.stepMillis, line -> line.slope * w.scalars.getFirst() + line.start);
      case "double_exponential_smoothing" -> smoothed(w);
      default -> throw new UnclearException("no reference for " + function);
    };
  }

  private static @Nullable Point extrapolated(Window w, boolean isCounter, boolean isRate) {
    int n = w.points.size();
    if (n < 2 || w.isMixed()) {
      return null;
    }
    Point first = w.points.getFirst();
    Point last = w.points.getLast();
    NaiveHistogram growth = first.isFloat() ? null : growth(w, isCounter);
    if (growth == null && !first.isFloat()) {
      return null;
    }
    double increase = last.value() - first.value();
    for (int i = 1; isCounter && i < n; i++) {
      boolean reset = w.points.get(i).value() < w.points.get(i - 1).value();
      increase += reset ? w.points.get(i - 1).value() : 0;
    }
    double sampled = (last.millis() - first.millis()) / 1000.0;
    double average = sampled / (n - 1);
    double toStart = near((first.millis() - w.fromMillis) / 1000.0, average);
    double toEnd = near((w.toMillis - last.millis()) / 1000.0, average);
    double start = growth == null ? first.value() : first.requireHistogram().count();
    double grown = growth == null ? increase : growth.count();
    if (isCounter && grown > 0 && start >= 0) {
      double toZero = sampled * (start / grown);
      toStart = toZero < toStart ? toZero : toStart;
    }
    double factor = (sampled + toStart + toEnd) / sampled;
    factor /= isRate ? (w.toMillis - w.fromMillis) / 1000.0 : 1;
    return growth == null ? w.answer(increase * factor) : w.answer(growth.times(factor));
  }

  private static double near(double seconds, double average) {
    return seconds >= average * CLOSE_ENOUGH ? average / 2 : seconds;
  }

  private static @Nullable NaiveHistogram growth(Window w, boolean isCounter) {
    List<NaiveHistogram> all = w.points.stream().map(Point::requireHistogram).toList();
    if (isCounter) {
      refuseGauges(all);
    }
    NaiveHistogram first = all.getFirst();
    if (isCounter && all.get(1).isResetSince(first)) {
      first = empty(all.get(1));
    }
    try {
      NaiveHistogram growth = all.getLast();
      growth = growth.isCustom() ? growth : growth.coarse(first.schema());
      for (NaiveHistogram h : isCounter ? all.subList(1, all.size()) : all.subList(0, 0)) {
        if (h.isCustom() != first.isCustom()) {
          return null;
        }
        growth = growth.isCustom() ? growth : growth.coarse(h.schema());
      }
      growth = growth.minus(first);
      NaiveHistogram before = first;
      for (NaiveHistogram h : isCounter ? all.subList(1, all.size()) : all.subList(0, 0)) {
        growth = h.isResetSince(before) ? growth.plus(before) : growth;
        before = h;
      }
      return growth.withHint(ResetHint.GAUGE);
    } catch (NaiveHistogram.IncompatibleException e) {
      return null;
    }
  }

  /**
   * Gauges taken for counters are a mistake that is warned of; whether their buckets are looked at
   * depends on what is done with the result.
   */
  private static void refuseGauges(List<NaiveHistogram> all) {
    if (all.stream().anyMatch(h -> h.hint() == ResetHint.GAUGE)) {
      throw new UnclearException("resets of a gauge");
    }
  }

  private static NaiveHistogram empty(NaiveHistogram like) {
    return new NaiveHistogram(
        like.schema(),
        0,
        0,
        0,
        0,
        new java.util.TreeMap<>(),
        new java.util.TreeMap<>(),
        like.bounds(),
        ResetHint.UNKNOWN);
  }

  private static @Nullable Point ofLastTwo(Window w, boolean isRate) {
    int n = w.points.size();
    if (n < 2) {
      return null;
    }
    Point a = w.points.get(n - 2);
    Point b = w.points.get(n - 1);
    double seconds = isRate ? (b.millis() - a.millis()) / 1000.0 : 1;
    if (a.isFloat() != b.isFloat()) {
      return null;
    }
    if (a.isFloat()) {
      boolean reset = isRate && b.value() < a.value();
      return w.answer((reset ? b.value() : b.value() - a.value()) / seconds);
    }
    try {
      if (isRate) {
        refuseGauges(List.of(a.requireHistogram(), b.requireHistogram()));
      }
      boolean reset = isRate && b.requireHistogram().isResetSince(a.requireHistogram());
      NaiveHistogram change =
          reset ? b.requireHistogram() : b.requireHistogram().minus(a.requireHistogram());
      return w.answer(change.withHint(ResetHint.GAUGE).over(seconds));
    } catch (NaiveHistogram.IncompatibleException e) {
      return null;
    }
  }

  private interface Pair {
    boolean holds(Point before, Point after);
  }

  private static int countPairs(Window w, Pair event) {
    int count = 0;
    for (int i = 1; i < w.points.size(); i++) {
      Point before = w.points.get(i - 1);
      Point after = w.points.get(i);
      count += before.isFloat() != after.isFloat() || event.holds(before, after) ? 1 : 0;
    }
    return count;
  }

  private static boolean isChange(Point a, Point b) {
    if (!a.isFloat()) {
      return !b.requireHistogram().sameAs(a.requireHistogram());
    }
    return a.value() != b.value() && !(Double.isNaN(a.value()) && Double.isNaN(b.value()));
  }

  private static boolean isReset(Point a, Point b) {
    return a.isFloat()
        ? b.value() < a.value()
        : b.requireHistogram().isResetSince(a.requireHistogram());
  }

  private static @Nullable Point total(Window w, boolean mean) {
    if (w.isMixed()) {
      return null;
    }
    int n = w.points.size();
    if (w.points.getFirst().isFloat()) {
      return w.answer(mean ? mean(w.values()) : sum(w.values()));
    }
    NaiveHistogram sum = sumOf(w.points.stream().map(Point::requireHistogram).toList());
    return sum == null ? null : w.answer(mean ? sum.over(n) : sum);
  }

  /** The sum, or null if the buckets are of two kinds. */
  static @Nullable NaiveHistogram sumOf(List<NaiveHistogram> all) {
    try {
      return all.stream().reduce(NaiveHistogram::plus).orElseThrow();
    } catch (NaiveHistogram.IncompatibleException e) {
      return null;
    }
  }

  /** The exact sum, rounded once; as a sum of floats if one is not finite. */
  static double sum(List<Double> values) {
    return values.stream().allMatch(Double::isFinite)
        ? exactSum(values).doubleValue()
        : values.stream().reduce(0.0, Double::sum);
  }

  private static BigDecimal exactSum(List<Double> values) {
    return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  static double mean(List<Double> values) {
    if (!values.stream().allMatch(Double::isFinite)) {
      return sum(values);
    }
    BigDecimal n = BigDecimal.valueOf(values.size());
    return exactSum(values).divide(n, java.math.MathContext.DECIMAL128).doubleValue();
  }

  /** After Welford, with both sums compensated: whether two variances are equal depends on it. */
  private static double variance(List<Double> values) {
    Compensated mean = new Compensated();
    Compensated squares = new Compensated();
    int count = 0;
    for (double v : values) {
      double delta = v - mean.value();
      mean.add(delta / ++count);
      squares.add(delta * (v - mean.value()));
    }
    return squares.value() / count;
  }

  /** A sum that keeps what rounding takes. */
  private static final class Compensated {
    private double sum;
    private double lost;

    void add(double x) {
      double total = sum + x;
      if (Double.isInfinite(total)) {
        lost = 0;
      } else {
        lost += Math.abs(sum) >= Math.abs(x) ? sum - total + x : x - total + sum;
      }
      sum = total;
    }

    double value() {
      return sum + lost;
    }
  }

  private static double medianDeviation(List<Double> values) {
    if (values.stream().anyMatch(x -> Double.isNaN(x))) {
      return Double.NaN;
    }
    double median = NaiveQuantiles.of(0.5, values);
    return NaiveQuantiles.of(0.5, values.stream().map(x -> Math.abs(x - median)).toList());
  }

  /** The last of the greatest (sign 1) or least samples; NaN only if there is nothing else. */
  private static Point extreme(Window w, int sign) {
    Point best = w.floats().getFirst();
    for (Point p : w.floats()) {
      boolean better = sign * p.value() >= sign * best.value();
      best = better || Double.isNaN(best.value()) ? p : best;
    }
    return best;
  }

  /** A straight line through samples. */
  private record Trend(double slope, double start) {}

  private static @Nullable Point trend(Window w, long zeroMillis, ToDoubleFunction<Trend> answer) {
    List<Point> points = w.floats();
    int n = points.size();
    if (n < 2) {
      return null;
    }
    double value = points.getFirst().value();
    if (points.stream().allMatch(p -> p.value() == value)) {
      double slope = Double.isInfinite(value) ? Double.NaN : 0;
      return w.answer(answer.applyAsDouble(new Trend(slope, slope + value)));
    }
    if (points.stream().anyMatch(p -> Double.isInfinite(p.value()))) {
      throw new UnclearException("a line through infinity");
    }
    List<Double> x = points.stream().map(p -> x(p, zeroMillis)).toList();
    double sumX = sum(x);
    double sumY = sum(w.values());
    double products = sum(points.stream().map(p -> x(p, zeroMillis) * p.value()).toList());
    double squares = sum(x.stream().map(v -> v * v).toList());
    double slope = (products - sumX * sumY / n) / (squares - sumX * sumX / n);
    return w.answer(answer.applyAsDouble(new Trend(slope, sumY / n - slope * sumX / n)));
  }

  private static double x(Point p, long zeroMillis) {
    return (p.millis() - zeroMillis) / 1000.0;
  }

  private static @Nullable Point smoothed(Window w) {
    double factor = w.scalars.getFirst();
    double trendFactor = w.scalars.getLast();
    List<Double> y = w.values();
    if (y.size() < 2) {
      return null;
    }
    double before = 0;
    double level = y.getFirst();
    double trend = y.get(1) - y.getFirst();
    for (int i = 1; i < y.size(); i++) {
      if (i > 1) {
        trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
      }
      before = level;
      level = factor * y.get(i) + (1 - factor) * (level + trend);
    }
    return w.answer(level);
  }
}
