package io.atalaya.query.exec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Number of samples of a group, histograms too; or one where there is any.
 *
 * <pre>
 *   form: for each step: number of samples f64
 * </pre>
 */
final class CountState implements GroupState {
  private final double[] counts;
  private final boolean presence;

  CountState(int steps, boolean presence) {
    counts = new double[steps];
    this.presence = presence;
  }

  @Override
  public void add(Column column) {
    long[] present = column.presence();
    for (int step = 0; step < counts.length; step++) {
      counts[step] += (present[step >>> 6] >>> step) & 1;
    }
  }

  @Override
  public void merge(GroupState other) {
    CountState more = (CountState) other;
    Arrays.setAll(counts, step -> counts[step] + more.counts[step]);
  }

  @Override
  public Column result() {
    Column result = new Column(counts.length);
    for (int step = 0; step < counts.length; step++) {
      if (counts[step] > 0) {
        result.set(step, presence ? 1 : counts[step]);
      }
    }
    return result;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Bytes.writeDoubles(out, counts, counts.length);
  }

  @Override
  public void read(DataInput in) throws IOException {
    Bytes.readInto(in, counts);
  }
}
