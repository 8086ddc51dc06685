package io.atalaya.query.function;

import io.atalaya.model.QueryException;
import java.util.Map;

/** {@code deriv}, {@code predict_linear} and {@code double_exponential_smoothing}. */
final class TrendFamily {
  private TrendFamily() {}

  static void addTo(Map<String, RangeFunction> table) {
    table.put("deriv", TrendFamily::deriv);
    table.put("predict_linear", TrendFamily::predictLinear);
    table.put("double_exponential_smoothing", TrendFamily::doubleExponentialSmoothing);
  }

  private static void deriv(RangeWindow w, SampleCell out) {
    if (hasTwoFloats(w)) {
      out.set(Line.through(w, w.floatTimes[w.floatFrom]).slope());
    }
  }

  private static void predictLinear(RangeWindow w, SampleCell out) {
    if (hasTwoFloats(w)) {
      Line line = Line.through(w, w.stepMillis);
      out.set(line.slope() * w.scalars[0] + line.intercept());
    }
  }

  private static boolean hasTwoFloats(RangeWindow w) {
    if (w.floatCount() > 0) {
      OverTimeFamily.noteIgnoredHistograms(w);
    }
    return w.floatCount() >= 2;
  }

  /** Least squares; the intercept is the value at {@code zeroMillis}. */
  private record Line(double slope, double intercept) {
    static Line through(RangeWindow w, long zeroMillis) {
      double first = w.floats[w.floatFrom];
      if (isConstant(w)) {
        return Double.isInfinite(first) ? new Line(Double.NaN, Double.NaN) : new Line(0, first);
      }
      Kahan sumX = new Kahan();
      Kahan sumY = new Kahan();
      Kahan sumXy = new Kahan();
      Kahan sumXx = new Kahan();
      for (int i = w.floatFrom; i < w.floatTo; i++) {
        double x = (w.floatTimes[i] - zeroMillis) / 1000.0;
        double y = w.floats[i];
        sumX.add(x);
        sumY.add(y);
        sumXy.add(x * y);
        sumXx.add(x * x);
      }
      double n = w.floatCount();
      double covariance = sumXy.total() - sumX.total() * sumY.total() / n;
      double variance = sumXx.total() - sumX.total() * sumX.total() / n;
      double slope = covariance / variance;
      return new Line(slope, sumY.total() / n - slope * sumX.total() / n);
    }

    private static boolean isConstant(RangeWindow w) {
      double first = w.floats[w.floatFrom];
      for (int i = w.floatFrom + 1; i < w.floatTo; i++) {
        if (w.floats[i] != first) {
          return false;
        }
      }
      return true;
    }
  }

  /** Holt's linear method: one factor smooths the value, the other its trend. */
  private static void doubleExponentialSmoothing(RangeWindow w, SampleCell out) {
    double smoothing = requireFraction("smoothing", w.scalars[0]);
    double trendFactor = requireFraction("trend", w.scalars[1]);
    if (!hasTwoFloats(w)) {
      return;
    }
    double before = 0;
    double smoothed = w.floats[w.floatFrom];
    double trend = w.floats[w.floatFrom + 1] - smoothed;
    for (int i = w.floatFrom + 1; i < w.floatTo; i++) {
      double x = smoothing * w.floats[i];
      if (i > w.floatFrom + 1) {
        trend = trendFactor * (smoothed - before) + (1 - trendFactor) * trend;
      }
      double y = (1 - smoothing) * (smoothed + trend);
      before = smoothed;
      smoothed = x + y;
    }
    out.set(smoothed);
  }

  private static double requireFraction(String which, double factor) {
    if (factor <= 0 || factor >= 1) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "invalid %s factor. Expected: 0 < %s < 1, got: %f"
              .formatted(which, which.equals("trend") ? "tf" : "sf", factor));
    }
    return factor;
  }
}
