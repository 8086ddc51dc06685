package io.atalaya.query.exec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Least or greatest float of a group; NaN only where there is nothing else. Zero is greater than
 * minus zero.
 *
 * <pre>
 *   form: for each step: is there a float u8, and if so the best f64
 * </pre>
 */
final class ExtremeState implements GroupState {
  private final Aggregator aggregator;
  private final boolean greatest;
  private final Column best;

  ExtremeState(Aggregator aggregator, boolean greatest) {
    this.aggregator = aggregator;
    this.greatest = greatest;
    best = new Column(aggregator.steps());
  }

  @Override
  public void add(Column column) {
    if (!column.hasHistograms() && column.isFull() && best.isFull()) {
      for (int step = 0; step < column.steps(); step++) {
        offer(step, column.values()[step]);
      }
      return;
    }
    for (int step = 0; step < column.steps(); step++) {
      if (!column.has(step)) {
        continue;
      }
      if (column.histogram(step) != null) {
        aggregator.notes().histogramIgnored();
      } else if (best.has(step)) {
        offer(step, column.value(step));
      } else {
        best.set(step, column.value(step));
      }
    }
  }

  private void offer(int step, double x) {
    double[] values = best.values();
    double before = values[step];
    double better = greatest ? Math.max(before, x) : Math.min(before, x);
    if (Double.isNaN(better)) {
      better = Double.isNaN(before) ? x : before;
    }
    values[step] = better;
  }

  @Override
  public void merge(GroupState other) {
    add(((ExtremeState) other).best);
  }

  @Override
  public Column result() {
    return best;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Bytes.writeFloats(out, best);
  }

  @Override
  public void read(DataInput in) throws IOException {
    best.copyFrom(Bytes.readFloats(in, best.steps()));
  }
}
