package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.query.histogram.FloatHistogram;

/** The unary minus. */
final class Negation {
  private Negation() {}

  static void apply(int series, Column column) {
    for (int step = 0; step < column.steps(); step++) {
      Histogram h = column.histogram(step);
      if (h == null) {
        column.values()[step] = -column.values()[step];
      } else {
        column.set(step, FloatHistogram.of(h).multiply(-1).toHistogram());
      }
    }
  }
}
