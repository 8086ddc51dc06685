package io.atalaya.query.reference;

import io.atalaya.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether two answers are the same but for rounding. */
final class Agreement {
  private static final double RELATIVE = 1e-9;
  private static final double ABSOLUTE = 1e-10;

  /** What is different, or null. */
  @Nullable String difference(List<Line> expected, List<Line> actual) {
    Map<Labels, Line> byLabels = new HashMap<>();
    actual.forEach(line -> byLabels.put(line.labels(), line));
    for (Line line : expected) {
      Line other = byLabels.remove(line.labels());
      if (other == null) {
        return line.labels() + " is missing";
      }
      String difference = difference(line, other);
      if (difference != null) {
        return line.labels() + difference;
      }
    }
    return byLabels.isEmpty() ? null : "should not be there: " + byLabels.keySet();
  }

  private static @Nullable String difference(Line expected, Line actual) {
    if (!times(expected).equals(times(actual))) {
      return " should have times " + times(expected) + ", has " + times(actual);
    }
    for (int i = 0; i < expected.points().size(); i++) {
      Point e = expected.points().get(i);
      Point a = actual.points().get(i);
      if (!same(e, a)) {
        return " at " + e.millis() + " should be " + text(e) + ", is " + text(a);
      }
    }
    return null;
  }

  private static List<Long> times(Line line) {
    return line.points().stream().map(Point::millis).toList();
  }

  private static String text(Point p) {
    return p.isFloat() ? String.valueOf(p.value()) : String.valueOf(p.histogram());
  }

  private static boolean same(Point e, Point a) {
    if (e.isFloat() != a.isFloat()) {
      return false;
    }
    return e.isFloat()
        ? close(e.value(), a.value(), 0)
        : same(e.requireHistogram(), a.requireHistogram());
  }

  private static boolean same(NaiveHistogram e, NaiveHistogram a) {
    double scale = Math.abs(e.count());
    return e.schema() == a.schema()
        && close(e.zeroThreshold(), a.zeroThreshold(), 0)
        && close(e.zeroCount(), a.zeroCount(), scale)
        && close(e.count(), a.count(), scale)
        && close(e.sum(), a.sum(), scale)
        && e.bounds().equals(a.bounds())
        && same(e.positive(), a.positive(), scale)
        && same(e.negative(), a.negative(), scale);
  }

  private static boolean same(Map<Integer, Double> e, Map<Integer, Double> a, double scale) {
    TreeSet<Integer> all = new TreeSet<>(e.keySet());
    all.addAll(a.keySet());
    return all.stream().allMatch(i -> close(e.getOrDefault(i, 0.0), a.getOrDefault(i, 0.0), scale));
  }

  private static boolean close(double e, double a, double scale) {
    if (Double.isNaN(e) || Double.isNaN(a)) {
      return Double.isNaN(e) && Double.isNaN(a);
    }
    double size = Math.max(Math.max(Math.abs(e), Math.abs(a)), scale);
    return e == a || Math.abs(e - a) <= Math.max(ABSOLUTE, RELATIVE * size);
  }
}
