package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.query.ast.VectorMatching;
import java.util.HashSet;
import java.util.Set;

/** Numbers for the labels that two vectors are matched by; equal labels have equal numbers. */
final class Signatures {
  private final Evaluation evaluation;
  private final LabelNumbers numbers;

  Signatures(Evaluation evaluation, VectorMatching matching) {
    this.evaluation = evaluation;
    numbers = new LabelNumbers(names(matching), matching.on());
  }

  private static Set<String> names(VectorMatching matching) {
    Set<String> names = new HashSet<>(matching.labels());
    if (!matching.on()) {
      names.add(Labels.METRIC_NAME);
    }
    return names;
  }

  int[] of(SeriesTable table) {
    int[] signatures = new int[table.size()];
    for (int i = 0; i < signatures.length; i++) {
      evaluation.checkpointAt(i);
      signatures[i] = numbers.of(table, i);
    }
    return signatures;
  }

  /** How many different signatures were seen. */
  int size() {
    return numbers.size();
  }

  /** The labels of one series that count for matching, as error messages show them. */
  static Labels matchLabels(Labels labels, VectorMatching matching) {
    return LabelSets.filtered(labels, names(matching), matching.on());
  }
}
