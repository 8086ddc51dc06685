package io.atalaya.bench.query;

import io.atalaya.model.wire.ProtoWriter;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A series of the fleet: its labels as remote write has them, and how its values go on. */
final class FleetSeries {
  /** How values go on. */
  enum Kind {
    CONSTANT,
    /** Counts events, so many a second on average. */
    COUNTER,
    /** Counts hundredths of seconds. */
    SECONDS,
    /** Goes up and down in whole steps. */
    STEPS,
    /** Goes up and down with all digits a float has. */
    DRIFT
  }

  private static final int LABELS = 1;
  private static final int NAME = 1;
  private static final int VALUE = 2;
  private static final double INTERVAL_SECONDS = 15;
  private static final double RESET_CHANCE = 1e-4;

  private final byte[] labels;
  private final Kind kind;
  private final double rate;
  private final SplittableRandom random;
  private double value;

  FleetSeries(
      Map<String, String> labels, Kind kind, double start, double rate, SplittableRandom random) {
    this.labels = encoded(labels);
    this.kind = kind;
    this.rate = rate;
    this.random = random;
    value = start;
  }

  /** Labels as fields of a {@code TimeSeries} message. */
  static byte[] encoded(Map<String, String> labels) {
    ProtoWriter out = new ProtoWriter();
    new TreeMap<>(labels)
        .forEach(
            (name, text) -> {
              int label = out.open(LABELS);
              out.text(NAME, name);
              out.text(VALUE, text);
              out.close(label);
            });
    return out.toByteArray();
  }

  byte[] labels() {
    return labels;
  }

  /** The next value. */
  double next() {
    double noise = random.nextDouble() + random.nextDouble();
    switch (kind) {
      case CONSTANT -> {}
      case COUNTER -> count(Math.rint(rate * INTERVAL_SECONDS * noise));
      case SECONDS -> count(Math.rint(rate * INTERVAL_SECONDS * noise * 100) / 100);
      case STEPS -> value = Math.max(0, value + rate * Math.rint(4 * (noise - 1)));
      case DRIFT -> value = Math.abs(value + rate * (noise - 1));
    }
    return kind == Kind.SECONDS ? Math.rint(value * 100) / 100 : value;
  }

  private void count(double more) {
    value = random.nextDouble() < RESET_CHANCE ? 0 : value + more;
  }
}
