package io.atalaya.query.exec;

/** The unary minus. */
final class Negation {
  private Negation() {}

  static void apply(int series, Column column) {
    for (int step = 0; step < column.steps(); step++) {
      column.values()[step] = -column.values()[step];
    }
  }
}
