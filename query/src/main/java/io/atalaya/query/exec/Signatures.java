package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.query.ast.VectorMatching;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Numbers for the labels that two vectors are matched by; equal labels have equal numbers. */
final class Signatures {
  private final Map<Labels, Integer> numbers = new HashMap<>();
  private final Set<String> names;
  private final boolean on;

  Signatures(VectorMatching matching) {
    on = matching.on();
    names = new HashSet<>(matching.labels());
    if (!on) {
      names.add(Labels.METRIC_NAME);
    }
  }

  int[] of(SeriesTable table) {
    int[] signatures = new int[table.size()];
    for (int i = 0; i < signatures.length; i++) {
      Labels key = LabelSets.filtered(table.labels(i), names, on);
      Integer known = numbers.putIfAbsent(key, numbers.size());
      signatures[i] = known == null ? numbers.size() - 1 : known;
    }
    return signatures;
  }

  /** How many different signatures were seen. */
  int size() {
    return numbers.size();
  }

  /** The labels of one series that count for matching, as error messages show them. */
  static Labels matchLabels(Labels labels, VectorMatching matching) {
    Set<String> names = new HashSet<>(matching.labels());
    if (!matching.on()) {
      names.add(Labels.METRIC_NAME);
    }
    return LabelSets.filtered(labels, names, matching.on());
  }
}
