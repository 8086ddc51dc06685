package io.atalaya.query.exec;

/** Takes the series of a table, one after the other. */
interface ColumnConsumer {
  /**
   * One more series.
   *
   * @param column is used again for another series afterwards; may be changed
   */
  void accept(int series, Column column);
}
