package io.atalaya.collect.remote;

import java.util.List;

/** How much of each kind something has. */
record Amounts(long samples, long histograms, long exemplars) {
  static final Amounts NONE = new Amounts(0, 0, 0);

  static Amounts of(List<Outgoing> batch) {
    Amounts sum = NONE;
    for (Outgoing o : batch) {
      sum = sum.plus(of(o));
    }
    return sum;
  }

  static Amounts of(Outgoing o) {
    return switch (o.kind) {
      case FLOAT -> new Amounts(1, 0, o.exemplars().size());
      case HISTOGRAM -> new Amounts(0, 1, o.exemplars().size());
      case EXEMPLARS -> new Amounts(0, 0, o.exemplars().size());
    };
  }

  Amounts plus(Amounts other) {
    return new Amounts(
        samples + other.samples, histograms + other.histograms, exemplars + other.exemplars);
  }

  /** What is left of this without the other, nothing below zero. */
  Amounts without(Amounts other) {
    return new Amounts(
        Math.max(0, samples - other.samples),
        Math.max(0, histograms - other.histograms),
        Math.max(0, exemplars - other.exemplars));
  }

  @Override
  public String toString() {
    return samples + " samples, " + histograms + " histograms and " + exemplars + " exemplars";
  }

  long total() {
    return samples + histograms + exemplars;
  }
}
