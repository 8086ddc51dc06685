package io.atalaya.model.regex;

import java.util.Arrays;

/** A set of small numbers that remembers their order and is emptied at once. */
final class SparseSet {
  private final int[] dense;
  private final int[] places;
  private int size;

  SparseSet(int capacity) {
    dense = new int[capacity];
    places = new int[capacity];
  }

  /** Adds a number and says whether it was new. */
  boolean add(int value) {
    int place = places[value];
    if (place < size && dense[place] == value) {
      return false;
    }
    places[value] = size;
    dense[size++] = value;
    return true;
  }

  boolean contains(int value) {
    int place = places[value];
    return place < size && dense[place] == value;
  }

  int size() {
    return size;
  }

  int get(int i) {
    return dense[i];
  }

  void clear() {
    size = 0;
  }

  int[] toSortedArray() {
    int[] sorted = Arrays.copyOf(dense, size);
    Arrays.sort(sorted);
    return sorted;
  }
}
