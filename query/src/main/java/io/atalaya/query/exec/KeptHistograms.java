package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Native histograms of a partial aggregate. How their buckets add up depends on the order of the
 * series, so they are added when all are there.
 *
 * <pre>
 *   form: count u32, then for each: labels, step u32, histogram
 * </pre>
 */
final class KeptHistograms {
  private record Kept(Labels labels, int step, Histogram histogram) {}

  /** Takes histograms in the order of the series. */
  interface Taker {
    void accept(Labels labels, int step, Histogram histogram);
  }

  private final List<Kept> all = new ArrayList<>();

  void add(Labels labels, int step, Histogram histogram) {
    all.add(new Kept(labels, step, histogram));
  }

  void addAll(KeptHistograms other) {
    all.addAll(other.all);
  }

  void forEach(Taker taker) {
    all.sort(Comparator.comparing(Kept::labels));
    all.forEach(k -> taker.accept(k.labels, k.step, k.histogram));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(all.size());
    for (Kept k : all) {
      Bytes.writeLabels(out, k.labels);
      out.writeInt(k.step);
      Bytes.writeHistogram(out, k.histogram);
    }
  }

  void read(DataInput in, int steps) throws IOException {
    int n = Bytes.count(in);
    for (int i = 0; i < n; i++) {
      Labels labels = Bytes.readLabels(in);
      int step = in.readInt();
      Bytes.require(step >= 0 && step < steps, "step " + step);
      all.add(new Kept(labels, step, Bytes.readHistogram(in)));
    }
  }
}
