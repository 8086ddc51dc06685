package io.atalaya.collect.push;

import java.util.ArrayList;
import java.util.List;

/** Why samples of one request were refused: the first reasons in words, the rest as a number. */
final class Faults {
  private static final int TOLD = 10;

  private final List<String> told = new ArrayList<>();
  private int more;

  void add(String fault) {
    if (told.size() < TOLD) {
      told.add(fault);
    } else {
      more++;
    }
  }

  void clear() {
    told.clear();
    more = 0;
  }

  boolean isEmpty() {
    return told.isEmpty();
  }

  /** One reason a line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(told);
    if (more > 0) {
      lines.add("and " + more + " more");
    }
    return lines;
  }
}
