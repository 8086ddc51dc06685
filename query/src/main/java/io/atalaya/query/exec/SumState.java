package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sum or arithmetic mean of a group.
 *
 * <pre>
 *   form: {@link ExactSums}; for each step: number of floats f64; {@link KeptHistograms}
 * </pre>
 */
final class SumState implements GroupState {
  private final Aggregator aggregator;
  private final boolean mean;

  /** Floats at each step, but for those of {@link #fullColumns}. */
  private final double[] counts;

  private long fullColumns;
  private final KeptHistograms kept;
  private ExactSums sums;
  private @Nullable HistogramGroupStates histograms;

  SumState(Aggregator aggregator, boolean mean) {
    this.aggregator = aggregator;
    this.mean = mean;
    sums = new ExactSums(aggregator.steps());
    counts = new double[aggregator.steps()];
    kept = new KeptHistograms();
  }

  @Override
  public void add(Column column) {
    if (!column.hasHistograms() && column.isFull()) {
      sums.addAll(column.values(), aggregator.scratch());
      fullColumns++;
      return;
    }
    for (int step = 0; step < counts.length; step++) {
      Histogram h = column.histogram(step);
      if (h != null) {
        add(step, h);
      } else if (column.has(step)) {
        sums.add(step, column.value(step));
        counts[step]++;
      }
    }
  }

  private void add(int step, Histogram h) {
    if (aggregator.isPartial()) {
      kept.add(aggregator.notes().labels(), step, h);
    } else {
      histograms().add(step, h);
    }
  }

  private HistogramGroupStates histograms() {
    if (histograms == null) {
      histograms = new HistogramGroupStates(counts.length, mean, aggregator.notes());
    }
    return histograms;
  }

  private double count(int step) {
    return counts[step] + fullColumns;
  }

  @Override
  public void merge(GroupState more) {
    SumState other = (SumState) more;
    sums.addAll(other.sums);
    Arrays.setAll(counts, step -> counts[step] + other.count(step));
    kept.addAll(other.kept);
  }

  @Override
  public Column result() {
    Column result = new Column(counts.length);
    for (int step = 0; step < counts.length; step++) {
      double count = count(step);
      if (count > 0) {
        result.set(step, mean ? sums.mean(step, count) : sums.value(step));
      }
    }
    kept.forEach(
        (labels, step, h) -> {
          aggregator.notes().series(labels);
          histograms().add(step, h);
        });
    for (int step = 0; histograms != null && step < counts.length; step++) {
      histograms.finish(step, result);
    }
    return result;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    sums.write(out);
    double[] all = new double[counts.length];
    Arrays.setAll(all, this::count);
    Bytes.writeDoubles(out, all, all.length);
    kept.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    sums = ExactSums.read(in, counts.length);
    Bytes.readInto(in, counts);
    kept.read(in, counts.length);
  }
}
