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
  private boolean shared;

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

  /** How many samples all its series have. */
  long samples() {
    return columns.stream().mapToLong(Column::size).sum();
  }

  /** Says that several will read it, so that it stays until the end of the query. */
  void share() {
    shared = true;
  }

  /** Says that the one who asked for it will not read it any more. */
  void release(Budget budget) {
    if (!shared) {
      budget.release(heldSamples);
      heldSamples = 0;
    }
  }

  @Override
  public Cursor cursor() {
    return (i, out) -> out.copyFrom(columns.get(i));
  }

  /** All series of a table that have samples, worked out and held. */
  static HeldTable of(SeriesTable table, Evaluation evaluation, Steps steps) {
    if (table.unwatched() instanceof HeldTable held) {
      return held;
    }
    HeldTable held = new HeldTable();
    evaluation.scan(
        table,
        steps,
        (i, column) -> {
          if (!column.isEmpty()) {
            int size = column.sizeInSamples();
            evaluation.budget().hold(size);
            held.heldSamples += size;
            held.add(table.labels(i), table.dropsName(i), column.copy());
          }
        });
    return held;
  }
}
