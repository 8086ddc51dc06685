package io.atalaya.collect.remote;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sample on its way: a float, a native histogram, or only exemplars. */
final class Outgoing {
  /** An exemplar of the sample's series. */
  record Exemplar(Labels labels, double value, long atMillis) {}

  /** What it is. */
  enum Kind {
    FLOAT,
    HISTOGRAM,
    EXEMPLARS
  }

  final OutgoingSeries series;
  final Kind kind;
  final long atMillis;
  final double value;
  final @Nullable Histogram histogram;
  final long startMillis;

  /** Where the log must be read from to meet it again. */
  final long position;

  private List<Exemplar> exemplars = List.of();

  /** Whether the other server may have it already: it was sent, and no answer came. */
  boolean mayBeKnown;

  private Outgoing(
      OutgoingSeries series,
      Kind kind,
      long atMillis,
      double value,
      @Nullable Histogram histogram,
      long startMillis,
      long position) {
    this.series = series;
    this.kind = kind;
    this.atMillis = atMillis;
    this.value = value;
    this.histogram = histogram;
    this.startMillis = startMillis;
    this.position = position;
  }

  static Outgoing ofFloat(
      OutgoingSeries series, long atMillis, double value, long startMillis, long position) {
    return new Outgoing(series, Kind.FLOAT, atMillis, value, null, startMillis, position);
  }

  static Outgoing ofHistogram(
      OutgoingSeries series, long atMillis, Histogram h, long startMillis, long position) {
    return new Outgoing(series, Kind.HISTOGRAM, atMillis, 0, h, startMillis, position);
  }

  static Outgoing ofExemplars(OutgoingSeries series, long atMillis, long position) {
    return new Outgoing(series, Kind.EXEMPLARS, atMillis, 0, null, 0, position);
  }

  List<Exemplar> exemplars() {
    return exemplars;
  }

  void add(Exemplar exemplar) {
    if (exemplars.isEmpty()) {
      exemplars = new ArrayList<>(1);
    }
    exemplars.add(exemplar);
  }
}
