package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which group each series of a table belongs to; groups are numbered as they appear. */
final class Grouping {
  private final int[] groupOf;
  private final List<Labels> labels = new ArrayList<>();
  private final List<Labels> firstLabels = new ArrayList<>();
  private final boolean[] dropsName;

  Grouping(SeriesTable table, List<String> names, boolean without) {
    groupOf = new int[table.size()];
    dropsName = new boolean[table.size()];
    Set<String> set = new HashSet<>(names);
    if (without) {
      set.add(Labels.METRIC_NAME);
    }
    if (names.size() == 1 && !without) {
      byOneLabel(table, names.getFirst());
    } else {
      byLabels(table, set, without);
    }
    for (int i = 0; i < groupOf.length; i++) {
      dropsName[groupOf[i]] |= table.dropsName(i);
    }
  }

  private void byOneLabel(SeriesTable table, String name) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      String value = table.labels(i).get(name);
      Integer number = numbers.get(value);
      if (number == null) {
        number = numbers.size();
        numbers.put(value, number);
        labels.add(value.isEmpty() ? Labels.empty() : Labels.of(name, value));
        firstLabels.add(table.labels(i));
      }
      groupOf[i] = number;
    }
  }

  private void byLabels(SeriesTable table, Set<String> names, boolean without) {
    Map<Labels, Integer> numbers = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      Labels group =
          names.isEmpty() ? Labels.empty() : LabelSets.filtered(table.labels(i), names, !without);
      Integer number = numbers.putIfAbsent(group, numbers.size());
      if (number == null) {
        labels.add(group);
        firstLabels.add(table.labels(i));
      }
      groupOf[i] = numbers.get(group);
    }
  }

  int groups() {
    return labels.size();
  }

  int groupOf(int series) {
    return groupOf[series];
  }

  Labels labels(int group) {
    return labels.get(group);
  }

  /** Labels of the first series of a group. */
  Labels firstLabels(int group) {
    return firstLabels.get(group);
  }

  boolean dropsName(int group) {
    return dropsName[group];
  }
}
