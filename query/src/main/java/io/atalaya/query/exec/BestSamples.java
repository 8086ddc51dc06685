package io.atalaya.query.exec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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

  private record Entry(int series, double value) {}

  private final int k;
  private final Order order;
  private final List<Entry> heap = new ArrayList<>();

  BestSamples(int k, Order order) {
    this.k = k;
    this.order = order;
  }

  void offer(int series, double value) {
    Entry entry = new Entry(series, value);
    if (heap.size() < k) {
      heap.add(entry);
      if (order != Order.FIRST) {
        siftUp(heap.size() - 1);
      }
    } else if (order != Order.FIRST && replaces(entry)) {
      heap.set(0, entry);
      siftDown();
    }
  }

  private boolean replaces(Entry entry) {
    double worst = heap.getFirst().value();
    boolean better = order == Order.GREATEST ? worst < entry.value() : worst > entry.value();
    return better || (Double.isNaN(worst) && !Double.isNaN(entry.value()));
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

  /** The series, best first. */
  List<Integer> inOrder() {
    List<Entry> sorted = new ArrayList<>(heap);
    if (order != Order.FIRST) {
      sorted.sort(this::bestFirst);
    }
    return sorted.stream().map(Entry::series).toList();
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
