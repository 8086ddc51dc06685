package io.atalaya.store.index;

import io.atalaya.model.Labels;
import io.atalaya.store.index.Cardinality.Count;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Counts what a dictionary says; it is told each value of each label once. */
public final class CardinalityCounter {
  /** The few largest counts; of equal ones, those whose names come first. */
  private static final class Largest {
    private static final Comparator<Count> ORDER =
        Comparator.comparingLong(Count::count)
            .thenComparing(Count::name, (a, b) -> Labels.compareUtf8(b, a));

    private final int limit;
    private final PriorityQueue<Count> counts = new PriorityQueue<>(ORDER);

    Largest(int limit) {
      this.limit = limit;
    }

    void add(String name, long count) {
      counts.add(new Count(name, count));
      if (counts.size() > limit) {
        counts.remove();
      }
    }

    /** Whether a count would be among them, whatever its name. */
    boolean wants(long count) {
      Count least = counts.peek();
      return counts.size() < limit || least == null || count >= least.count();
    }

    List<Count> list() {
      return counts.stream().sorted(ORDER.reversed()).toList();
    }
  }

  private final Largest metrics;
  private final Largest values;
  private final Largest bytes;
  private final Largest pairs;
  private long labelPairs;
  private String label = "";
  private long valuesOfLabel;
  private long bytesOfLabel;

  /** A counter that keeps so many entries of each list. */
  public CardinalityCounter(int limit) {
    metrics = new Largest(limit);
    values = new Largest(limit);
    bytes = new Largest(limit);
    pairs = new Largest(limit);
  }

  /** The values that follow are those of a label. */
  public void label(String name) {
    endLabel();
    label = name;
  }

  /** A value of the label, and how many series have it. */
  public void value(String value, long series) {
    valuesOfLabel++;
    bytesOfLabel += value.getBytes(StandardCharsets.UTF_8).length * series;
    if (label.equals(Labels.METRIC_NAME)) {
      metrics.add(value, series);
    }
    if (pairs.wants(series)) {
      pairs.add(label + "=" + value, series);
    }
  }

  private void endLabel() {
    if (valuesOfLabel > 0) {
      values.add(label, valuesOfLabel);
      bytes.add(label, bytesOfLabel);
      labelPairs += valuesOfLabel;
    }
    valuesOfLabel = 0;
    bytesOfLabel = 0;
  }

  /** What was counted. */
  public Cardinality result() {
    endLabel();
    return new Cardinality(labelPairs, metrics.list(), values.list(), bytes.list(), pairs.list());
  }
}
