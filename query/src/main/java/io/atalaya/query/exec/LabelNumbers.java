package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for what series have of some labels, given as it appears; equal labels have equal
 * numbers. Series with the same labels mostly follow each other, so the last ones are looked at
 * before all others.
 */
final class LabelNumbers {
  private final Set<String> named;
  private final String[] names;
  private final boolean only;
  private final Map<Object, Integer> numbers = new HashMap<>();
  private String[] values;
  private String[] lastValues;
  private int lastNumber;

  /**
   * Numbers that nobody has yet.
   *
   * @param only whether the labels named count, or all others
   */
  LabelNumbers(Collection<String> named, boolean only) {
    this.named = Set.copyOf(named);
    this.only = only;
    names = this.named.toArray(String[]::new);
    values = new String[names.length];
    lastValues = new String[names.length];
  }

  /** Values of the labels named, in their order. */
  private record Values(String[] values) {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Values other && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** The number of the labels of a series. */
  int of(SeriesTable table, int i) {
    if (!only) {
      return number(LabelSets.filtered(table.labels(i), named, false));
    }
    for (int k = 0; k < names.length; k++) {
      values[k] = table.label(i, names[k]);
    }
    if (numbers.isEmpty() || !Arrays.equals(values, lastValues)) {
      lastNumber = number(values.length == 1 ? values[0] : new Values(values.clone()));
      String[] before = lastValues;
      lastValues = values;
      values = before;
    }
    return lastNumber;
  }

  private int number(Object key) {
    Integer known = numbers.putIfAbsent(key, numbers.size());
    return known == null ? numbers.size() - 1 : known;
  }

  /** How many different labels there were. */
  int size() {
    return numbers.size();
  }

  /** Those of some labels that count. */
  Labels counting(Labels labels) {
    return LabelSets.filtered(labels, named, only);
  }
}
