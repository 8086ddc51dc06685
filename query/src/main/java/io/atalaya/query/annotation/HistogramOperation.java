package io.atalaya.query.annotation;

/** What put two histograms together. */
public enum HistogramOperation {
  ADDITION("addition"),
  SUBTRACTION("subtraction"),
  AGGREGATION("aggregation");

  private final String text;

  HistogramOperation(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
