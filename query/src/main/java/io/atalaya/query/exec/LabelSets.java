package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.Arrays;
import java.util.Set;

/** Label sets made of others without going through a builder. */
final class LabelSets {
  private static final Set<String> NAME = Set.of(Labels.METRIC_NAME);
  private static final String TYPE = "__type__";
  private static final String UNIT = "__unit__";

  private LabelSets() {}

  static boolean isMetadata(String name) {
    return name.startsWith("__")
        && (name.equals(Labels.METRIC_NAME) || name.equals(TYPE) || name.equals(UNIT));
  }

  static boolean sameMetadata(Labels a, Labels b) {
    return a.metricName().equals(b.metricName())
        && a.get(TYPE).equals(b.get(TYPE))
        && a.get(UNIT).equals(b.get(UNIT));
  }

  /** Without name, type and unit of the metric. */
  static Labels withoutMetadata(Labels labels) {
    int n = labels.size();
    int kept = 0;
    String[] pairs = new String[2 * n];
    for (int i = 0; i < n; i++) {
      if (!isMetadata(labels.name(i))) {
        pairs[kept++] = labels.name(i);
        pairs[kept++] = labels.value(i);
      }
    }
    return kept == 2 * n ? labels : Labels.ofSorted(Arrays.copyOf(pairs, kept));
  }

  /** Without the name of the metric. */
  static Labels withoutName(Labels labels) {
    return filtered(labels, NAME, false);
  }

  /** Only those named, or only those not named. */
  static Labels filtered(Labels labels, Set<String> names, boolean keepNamed) {
    int kept = 0;
    String[] pairs = new String[2 * labels.size()];
    for (int i = 0; i < labels.size(); i++) {
      if (names.contains(labels.name(i)) == keepNamed) {
        pairs[kept++] = labels.name(i);
        pairs[kept++] = labels.value(i);
      }
    }
    return Labels.ofSorted(Arrays.copyOf(pairs, kept));
  }
}
