package io.atalaya.query.exec;

import io.atalaya.query.function.Quantiles;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Quantile of a group; holds all its floats.
 *
 * <pre>
 *   form: for each step: count u32 and the floats f64
 * </pre>
 */
final class QuantileState implements GroupState {
  private static final double[] NONE = {};
  private static final int FIRST_CAPACITY = 4;

  private final Aggregator aggregator;
  private final double[][] values;
  private final int[] count;

  QuantileState(Aggregator aggregator) {
    this.aggregator = aggregator;
    values = new double[aggregator.steps()][];
    Arrays.fill(values, NONE);
    count = new int[values.length];
  }

  @Override
  public void add(Column column) {
    aggregator.hold(column.size());
    for (int step = 0; step < count.length; step++) {
      if (!column.has(step)) {
        continue;
      }
      if (column.histogram(step) != null) {
        aggregator.notes().histogramIgnored();
        continue;
      }
      ensureRoom(step, 1);
      values[step][count[step]++] = column.value(step);
    }
  }

  private void ensureRoom(int step, int more) {
    int needed = count[step] + more;
    if (needed > values[step].length) {
      int capacity = Math.max(needed, Math.max(FIRST_CAPACITY, 2 * count[step]));
      values[step] = Arrays.copyOf(values[step], capacity);
    }
  }

  @Override
  public void merge(GroupState other) {
    QuantileState more = (QuantileState) other;
    for (int step = 0; step < count.length; step++) {
      aggregator.hold(more.count[step]);
      ensureRoom(step, more.count[step]);
      System.arraycopy(more.values[step], 0, values[step], count[step], more.count[step]);
      count[step] += more.count[step];
    }
  }

  @Override
  public Column result() {
    Column result = new Column(count.length);
    for (int step = 0; step < count.length; step++) {
      if (count[step] > 0) {
        aggregator.checkpoint();
        result.set(step, Quantiles.of(aggregator.param()[step], values[step], count[step]));
      }
    }
    return result;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    for (int step = 0; step < count.length; step++) {
      Bytes.writeDoubles(out, values[step], count[step]);
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    for (int step = 0; step < count.length; step++) {
      values[step] = Bytes.readDoubles(in);
      count[step] = values[step].length;
    }
  }
}
