package io.atalaya.store.downsample;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;

/** What a series in a block of aggregates says; see the package. In the order of their texts. */
enum Aggregate {
  CORRECTION("correction"),
  COUNT("count"),
  FIRST("first"),
  HISTOGRAM("histogram"),
  LAST("last"),
  MAX("max"),
  MIN("min"),
  STALE("stale"),
  SUM("sum");

  /** Name of the label that says which; no name sorts before it. */
  static final String LABEL = "\0aggregate";

  private final String text;

  Aggregate(String text) {
    this.text = text;
  }

  Matcher matcher() {
    return Matcher.equal(LABEL, text);
  }

  Labels mark(Labels labels) {
    return labels.with(LABEL, text);
  }

  static Labels unmark(Labels labels) {
    return labels.without(LABEL);
  }

  /** The value of {@code min} where it is left out. */
  static double lesser(double first, double last) {
    return last < first || Double.isNaN(first) ? last : first;
  }

  /** The value of {@code max} where it is left out. */
  static double greater(double first, double last) {
    return last > first || Double.isNaN(first) ? last : first;
  }

  static boolean same(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }
}
