package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Label sets made of others without going through a builder. */
final class LabelSets {
  private static final String TYPE = "__type__";
  private static final String UNIT = "__unit__";

  /** Labels that say what a metric is, not which of its series one is. */
  static final List<String> METADATA = List.of(Labels.METRIC_NAME, TYPE, UNIT);

  private LabelSets() {}

  static boolean isMetadata(String name) {
    return name.startsWith("__")
        && (name.equals(Labels.METRIC_NAME) || name.equals(TYPE) || name.equals(UNIT));
  }

  /** Without name, type and unit of the metric. */
  static Labels withoutMetadata(Labels labels) {
    return without(labels, LabelSets::isMetadata);
  }

  /** Without those whose names meet a condition. */
  static Labels without(Labels labels, Predicate<String> lost) {
    int n = labels.size();
    int kept = 0;
    String[] pairs = new String[2 * n];
    for (int i = 0; i < n; i++) {
      if (!lost.test(labels.name(i))) {
        pairs[kept++] = labels.name(i);
        pairs[kept++] = labels.value(i);
      }
    }
    return kept == 2 * n ? labels : Labels.ofSorted(Arrays.copyOf(pairs, kept));
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
