package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.List;

/** A table whose values are held in memory. */
final class HeldTable implements SeriesTable {
  private final List<Labels> labels = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private final List<Boolean> dropsName = new ArrayList<>();
  private long heldSamples;

  /** Adds a series; the column is not copied. */
  void add(Labels seriesLabels, boolean drops, Column column) {
    labels.add(seriesLabels);
    dropsName.add(drops);
    columns.add(column);
  }

  @Override
  public int size() {
    return labels.size();
  }

  @Override
  public Labels labels(int i) {
    return labels.get(i);
  }

  @Override
  public boolean dropsName(int i) {
    return dropsName.get(i);
  }

  Column column(int i) {
    return columns.get(i);
  }

  /** Says that nobody will read it any more. */
  void release(Budget budget) {
    budget.release(heldSamples);
    heldSamples = 0;
  }

  @Override
  public Cursor cursor() {
    return (i, out) -> out.copyFrom(columns.get(i));
  }

  /** All series of a table that have samples, worked out and held. */
  static HeldTable of(SeriesTable table, Evaluation evaluation, Steps steps) {
    if (table instanceof HeldTable held) {
      return held;
    }
    HeldTable held = new HeldTable();
    evaluation.scan(
        table,
        steps,
        (i, column) -> {
          if (!column.isEmpty()) {
            evaluation.budget().hold(column.size());
            held.heldSamples += column.size();
            held.add(table.labels(i), table.dropsName(i), column.copy());
          }
        });
    return held;
  }
}
