package io.atalaya.query.histogram;

import io.atalaya.model.Histogram.Span;
import io.atalaya.query.number.Neumaier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The buckets of one side of a histogram: indexes in ascending order, their counts, and what
 * rounding has taken from the counts so far.
 */
final class Buckets {
  private int size;
  private int[] indexes;
  private double[] counts;
  private double[] lost;

  private Buckets(int capacity) {
    indexes = new int[capacity];
    counts = new double[capacity];
    lost = new double[capacity];
  }

  static Buckets empty() {
    return new Buckets(0);
  }

  private Buckets(int[] indexes, double[] counts, double[] lost) {
    size = indexes.length;
    this.indexes = indexes;
    this.counts = counts;
    this.lost = lost;
  }

  static Buckets of(List<Span> spans, double[] counts) {
    int[] indexes = new int[counts.length];
    int index = 0;
    int i = 0;
    for (Span span : spans) {
      index += span.offset();
      for (int end = i + span.length(); i < end; i++) {
        indexes[i] = index++;
      }
    }
    return new Buckets(indexes, counts.clone(), new double[counts.length]);
  }

  Buckets copy() {
    return new Buckets(indexesInUse(), Arrays.copyOf(counts, size), Arrays.copyOf(lost, size));
  }

  /** Without spare room; nobody changes an index, so copies may share them. */
  private int[] indexesInUse() {
    return indexes.length == size ? indexes : Arrays.copyOf(indexes, size);
  }

  private boolean hasIndexesOf(Buckets other) {
    return Arrays.equals(indexes, 0, size, other.indexes, 0, other.size);
  }

  private void append(int index, double count, double countLost) {
    if (size == indexes.length) {
      int capacity = Math.max(8, 2 * size);
      indexes = Arrays.copyOf(indexes, capacity);
      counts = Arrays.copyOf(counts, capacity);
      lost = Arrays.copyOf(lost, capacity);
    }
    indexes[size] = index;
    counts[size] = count;
    lost[size] = countLost;
    size++;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int index(int i) {
    return indexes[i];
  }

  double count(int i) {
    return counts[i];
  }

  double lost(int i) {
    return lost[i];
  }

  void setCount(int i, double count) {
    counts[i] = count;
    lost[i] = 0;
  }

  void scale(double factor) {
    for (int i = 0; i < size; i++) {
      counts[i] *= factor;
      lost[i] *= factor;
    }
  }

  void divide(double divisor) {
    for (int i = 0; i < size; i++) {
      counts[i] /= divisor;
      lost[i] /= divisor;
    }
  }

  /** Adds what was lost to the counts. */
  void settle() {
    for (int i = 0; i < size; i++) {
      counts[i] += lost[i];
      lost[i] = 0;
    }
  }

  /** Forgets what was lost. */
  void forgetLost() {
    Arrays.fill(lost, 0, size, 0);
  }

  /**
   * Both together; a bucket that only one has keeps its count. These buckets may become their own
   * sum, and are of no use but for that afterwards.
   */
  Buckets plus(Buckets other, double sign) {
    if (hasIndexesOf(other)) {
      for (int i = 0; i < size; i++) {
        add(i, sign * other.counts[i], sign * other.lost[i]);
      }
      return this;
    }
    Buckets sum = new Buckets(size + other.size);
    int a = 0;
    int b = 0;
    while (a < size || b < other.size) {
      if (b == other.size || (a < size && indexes[a] < other.indexes[b])) {
        sum.append(indexes[a], counts[a], lost[a]);
        a++;
      } else if (a == size || other.indexes[b] < indexes[a]) {
        sum.append(other.indexes[b], sign * other.counts[b], sign * other.lost[b]);
        b++;
      } else {
        sum.append(indexes[a], counts[a], lost[a]);
        sum.addToLast(sign * other.counts[b], sign * other.lost[b]);
        a++;
        b++;
      }
    }
    return sum;
  }

  private void addToLast(double count, double countLost) {
    add(size - 1, count, countLost);
  }

  private void add(int i, double count, double countLost) {
    addAt(i, count);
    if (countLost != 0) {
      addAt(i, countLost);
    }
  }

  private void addAt(int i, double x) {
    double t = counts[i] + x;
    lost[i] = Neumaier.lost(counts[i], lost[i], x, t);
    counts[i] = t;
  }

  /** With every index replaced by another; those that become equal are joined. */
  Buckets mapped(IndexMap map) {
    Buckets out = new Buckets(size);
    for (int i = 0; i < size; i++) {
      int index = map.apply(indexes[i]);
      if (out.size > 0 && out.indexes[out.size - 1] == index) {
        out.addToLast(counts[i], lost[i]);
      } else {
        out.append(index, counts[i], lost[i]);
      }
    }
    return out;
  }

  /** Gives indexes new ones, and keeps their order. */
  interface IndexMap {
    int apply(int index);
  }

  /** Only the buckets from position {@code first} on. */
  Buckets from(int first) {
    Buckets out = new Buckets(size - first);
    for (int i = first; i < size; i++) {
      out.append(indexes[i], counts[i], lost[i]);
    }
    return out;
  }

  /** Without buckets that count nothing. */
  Buckets populated() {
    int first = 0;
    while (first < size && (counts[first] != 0 || lost[first] != 0)) {
      first++;
    }
    if (first == size) {
      return this;
    }
    Buckets out = new Buckets(size);
    for (int i = 0; i < size; i++) {
      if (counts[i] != 0 || lost[i] != 0) {
        out.append(indexes[i], counts[i], lost[i]);
      }
    }
    return out;
  }

  /** Whether some bucket that {@code before} counts in is missing here, or counts less. */
  boolean fellSince(Buckets before) {
    if (hasIndexesOf(before)) {
      return anyFellSince(before);
    }
    int a = 0;
    for (int b = 0; b < before.size; b++) {
      while (a < size && indexes[a] < before.indexes[b]) {
        a++;
      }
      boolean missing = a == size || indexes[a] != before.indexes[b];
      if (missing ? before.counts[b] != 0 : counts[a] < before.counts[b]) {
        return true;
      }
    }
    return false;
  }

  private boolean anyFellSince(Buckets before) {
    for (int i = 0; i < size; i++) {
      if (counts[i] < before.counts[i]) {
        return true;
      }
    }
    return false;
  }

  boolean hasInfinity() {
    for (int i = 0; i < size; i++) {
      if (Double.isInfinite(counts[i])) {
        return true;
      }
    }
    return false;
  }

  /** Whether indexes and bits of counts are the same. */
  boolean sameAs(Buckets other) {
    return hasIndexesOf(other) && Arrays.equals(counts, 0, size, other.counts, 0, other.size);
  }

  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    int end = 0;
    int i = 0;
    while (i < size) {
      int start = i;
      while (i + 1 < size && indexes[i + 1] == indexes[i] + 1) {
        i++;
      }
      spans.add(new Span(indexes[start] - end, i + 1 - start));
      end = indexes[i] + 1;
      i++;
    }
    return spans;
  }

  double[] counts() {
    return Arrays.copyOf(counts, size);
  }
}
