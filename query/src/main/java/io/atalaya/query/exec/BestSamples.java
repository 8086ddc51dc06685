package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The best {@code k} of the samples offered, in a heap with the worst on top. Among equal samples
 * those offered first stay. NaN is worse than any number.
 */
final class BestSamples {
  /** What is better. */
  enum Order {
    GREATEST,
    LEAST,
    /** No sample is better than another. */
    FIRST
  }

  /** A sample of a series. */
  record Entry(int series, double value, @Nullable Histogram histogram) {
    void putInto(Column column, int step) {
      if (histogram == null) {
        column.set(step, value);
      } else {
        column.set(step, histogram);
      }
    }
  }

  private final int k;
  private final Order order;
  private final List<Entry> heap = new ArrayList<>();

  BestSamples(int k, Order order) {
    this.k = k;
    this.order = order;
  }

  /** Takes a sample if it is among the best; true if one more is held now. */
  boolean offer(int series, double value, @Nullable Histogram histogram) {
    if (heap.size() < k) {
      heap.add(new Entry(series, value, histogram));
      if (order != Order.FIRST) {
        siftUp(heap.size() - 1);
      }
      return true;
    }
    if (order != Order.FIRST && replacesWorst(value)) {
      heap.set(0, new Entry(series, value, histogram));
      siftDown();
    }
    return false;
  }

  private boolean replacesWorst(double value) {
    double worst = heap.getFirst().value();
    boolean better = order == Order.GREATEST ? worst < value : worst > value;
    return better || (Double.isNaN(worst) && !Double.isNaN(value));
  }

  private boolean isWorse(Entry a, Entry b) {
    if (Double.isNaN(a.value())) {
      return true;
    }
    return order == Order.GREATEST ? a.value() < b.value() : a.value() > b.value();
  }

  private void siftUp(int from) {
    int child = from;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!isWorse(heap.get(child), heap.get(parent))) {
        return;
      }
      Collections.swap(heap, child, parent);
      child = parent;
    }
  }

  private void siftDown() {
    int parent = 0;
    while (2 * parent + 1 < heap.size()) {
      int child = 2 * parent + 1;
      if (child + 1 < heap.size() && isWorse(heap.get(child + 1), heap.get(child))) {
        child++;
      }
      if (!isWorse(heap.get(child), heap.get(parent))) {
        return;
      }
      Collections.swap(heap, child, parent);
      parent = child;
    }
  }

  /** The samples, best first. */
  List<Entry> inOrder() {
    List<Entry> sorted = new ArrayList<>(heap);
    if (order != Order.FIRST) {
      sorted.sort(this::bestFirst);
    }
    return sorted;
  }

  private int bestFirst(Entry a, Entry b) {
    boolean aNan = Double.isNaN(a.value());
    boolean bNan = Double.isNaN(b.value());
    if (aNan || bNan) {
      return Boolean.compare(aNan, bNan);
    }
    int ascending = a.value() == b.value() ? 0 : a.value() < b.value() ? -1 : 1;
    return order == Order.GREATEST ? -ascending : ascending;
  }
}
