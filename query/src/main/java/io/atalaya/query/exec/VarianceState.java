package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Population variance after Welford, or its root. Where numbers are large and differ little, what
 * rounding does to it depends on the order of the series, and people compare it with that of
 * Prometheus. So a partial state keeps the series, and all are added in their order at the end.
 *
 * <pre>
 *   form: series u32, then for each: labels; for each step: is there a float u8, and if so it f64
 * </pre>
 */
final class VarianceState implements GroupState {
  private record Kept(Labels labels, Column column) {}

  private final Aggregator aggregator;
  private final boolean root;
  private final Column result;
  private final double[] counts;
  private final double[] means;
  private final List<Kept> kept = new ArrayList<>();

  VarianceState(Aggregator aggregator, boolean root) {
    this.aggregator = aggregator;
    this.root = root;
    result = new Column(aggregator.steps());
    counts = new double[aggregator.steps()];
    means = new double[aggregator.steps()];
  }

  @Override
  public void add(Column column) {
    removeHistograms(column);
    if (aggregator.isPartial()) {
      aggregator.hold(column.size());
      kept.add(new Kept(aggregator.notes().labels(), column.copy()));
    } else {
      addNow(column);
    }
  }

  private void removeHistograms(Column column) {
    for (int step = 0; column.hasHistograms() && step < counts.length; step++) {
      if (column.histogram(step) != null) {
        aggregator.notes().histogramIgnored();
        column.remove(step);
      }
    }
  }

  private void addNow(Column column) {
    for (int step = 0; step < counts.length; step++) {
      if (column.has(step)) {
        add(step, column.value(step));
      }
    }
  }

  private void add(int step, double x) {
    if (!result.has(step)) {
      counts[step] = 1;
      means[step] = x;
      result.set(step, Double.isNaN(x) || Double.isInfinite(x) ? Double.NaN : 0);
      return;
    }
    double delta = x - means[step];
    means[step] += delta / ++counts[step];
    result.values()[step] += delta * (x - means[step]);
  }

  @Override
  public void merge(GroupState other) {
    kept.addAll(((VarianceState) other).kept);
  }

  @Override
  public Column result() {
    kept.sort(Comparator.comparing(Kept::labels));
    kept.forEach(k -> addNow(k.column));
    double[] values = result.values();
    for (int step = 0; step < counts.length; step++) {
      double variance = values[step] / counts[step];
      values[step] = root ? Math.sqrt(variance) : variance;
    }
    return result;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(kept.size());
    for (Kept k : kept) {
      Bytes.writeLabels(out, k.labels);
      Bytes.writeFloats(out, k.column);
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    int n = Bytes.count(in);
    for (int i = 0; i < n; i++) {
      Labels labels = Bytes.readLabels(in);
      Column column = Bytes.readFloats(in, counts.length);
      aggregator.hold(column.size());
      kept.add(new Kept(labels, column));
    }
  }
}
