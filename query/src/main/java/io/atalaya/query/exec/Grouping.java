package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which group each series of a table belongs to; groups are numbered as they appear. */
final class Grouping {
  private final LabelNumbers numbers;
  private final int[] groupOf;
  private final List<Labels> firstLabels = new ArrayList<>();
  private final BitSet dropsName = new BitSet();

  Grouping(Evaluation evaluation, SeriesTable table, List<String> names, boolean without) {
    Set<String> set = new HashSet<>(names);
    if (without) {
      set.add(Labels.METRIC_NAME);
    }
    numbers = new LabelNumbers(set, !without);
    groupOf = new int[table.size()];
    for (int i = 0; i < groupOf.length; i++) {
      evaluation.checkpointAt(i);
      int group = numbers.of(table, i);
      groupOf[i] = group;
      if (group == firstLabels.size()) {
        firstLabels.add(table.labels(i));
      }
      if (table.dropsName(i)) {
        dropsName.set(group);
      }
    }
  }

  int groups() {
    return firstLabels.size();
  }

  int groupOf(int series) {
    return groupOf[series];
  }

  Labels labels(int group) {
    return numbers.counting(firstLabels.get(group));
  }

  boolean dropsName(int group) {
    return dropsName.get(group);
  }
}
