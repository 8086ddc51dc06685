package io.atalaya.server.ruletest;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element of a vector as tests compare it.
 *
 * @param histogram in the notation of tests; empty if it is a float
 */
record ComparedSample(Labels labels, double value, String histogram) {
  static ComparedSample of(Labels labels, double value, @Nullable Histogram histogram) {
    return histogram == null
        ? new ComparedSample(labels, value, "")
        : new ComparedSample(labels, 0, HistogramNotation.of(histogram));
  }

  /** Whether two vectors are equal; {@code fuzzy} takes neighbouring floats for equal. */
  static boolean same(List<ComparedSample> a, List<ComparedSample> b, boolean fuzzy) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).same(b.get(i), fuzzy)) {
        return false;
      }
    }
    return true;
  }

  /** NaN is equal to nothing, as in promtool. */
  private boolean same(ComparedSample other, boolean fuzzy) {
    boolean near =
        fuzzy && (Math.nextUp(value) == other.value || Math.nextDown(value) == other.value);
    return labels.equals(other.labels)
        && histogram.equals(other.histogram)
        && (value == other.value || near);
  }

  static List<String> texts(List<ComparedSample> samples) {
    return samples.stream().map(ComparedSample::text).toList();
  }

  private String text() {
    return labels + " " + (histogram.isEmpty() ? GoFloat.shortest(value) : histogram);
  }
}
