package io.atalaya.testkit;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;

/**
 * A request of Prometheus' remote write 1.0, {@code prometheus.WriteRequest}, as its senders write
 * it. A series may be begun again and again; samples are stored in the order of the request.
 */
public final class RemoteWriteRequest {
  private static final int YES = 1;
  private static final int NO = 2;
  private static final int GAUGE = 3;

  private final ProtoWriter out = new ProtoWriter();

  /** Adds a float. */
  public RemoteWriteRequest add(Labels labels, long millis, double value) {
    int series = open(labels);
    int sample = out.open(2);
    out.float64(1, value);
    out.int64(2, millis);
    out.close(sample);
    out.close(series);
    return this;
  }

  /** Adds a native histogram: counts of whole numbers as such, all others as floats. */
  public RemoteWriteRequest add(Labels labels, long millis, Histogram h) {
    int series = open(labels);
    int message = out.open(4);
    if (h.integer()) {
      out.int64(1, (long) h.count());
    } else {
      out.float64(2, h.count());
    }
    out.float64(3, h.sum());
    out.sint64(4, h.schema());
    out.float64(5, h.zeroThreshold());
    if (h.integer()) {
      out.int64(6, (long) h.zeroCount());
    } else {
      out.float64(7, h.zeroCount());
    }
    negativeSide(h);
    positiveSide(h);
    out.int64(14, number(h.resetHint()));
    out.int64(15, millis);
    doubles(16, h.customBounds());
    out.close(message);
    out.close(series);
    return this;
  }

  /** Adds an exemplar, with labels of its own. */
  public RemoteWriteRequest addExemplar(Labels series, Labels own, long millis, double value) {
    int message = open(series);
    int exemplar = out.open(3);
    labels(own);
    out.float64(2, value);
    out.int64(3, millis);
    out.close(exemplar);
    out.close(message);
    return this;
  }

  private int open(Labels labels) {
    int series = out.open(1);
    labels(labels);
    return series;
  }

  private void labels(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      int label = out.open(1);
      out.text(1, labels.name(i));
      out.text(2, labels.value(i));
      out.close(label);
    }
  }

  private void negativeSide(Histogram h) {
    h.negativeSpans().forEach(span -> span(8, span));
    if (h.integer()) {
      deltas(9, h.negativeCounts());
    } else {
      doubles(10, h.negativeCounts());
    }
  }

  private void positiveSide(Histogram h) {
    h.positiveSpans().forEach(span -> span(11, span));
    if (h.integer()) {
      deltas(12, h.positiveCounts());
    } else {
      doubles(13, h.positiveCounts());
    }
  }

  private void span(int field, Histogram.Span span) {
    int message = out.open(field);
    out.sint64(1, span.offset());
    out.int64(2, span.length());
    out.close(message);
  }

  private void deltas(int field, double[] counts) {
    int packed = out.open(field);
    long before = 0;
    for (double count : counts) {
      out.varint(ProtoWriter.zigzag((long) count - before));
      before = (long) count;
    }
    out.close(packed);
  }

  private void doubles(int field, double[] values) {
    int packed = out.open(field);
    for (double value : values) {
      out.rawFixed64(Double.doubleToRawLongBits(value));
    }
    out.close(packed);
  }

  private static int number(Histogram.ResetHint hint) {
    return switch (hint) {
      case UNKNOWN -> 0;
      case RESET -> YES;
      case NOT_RESET -> NO;
      case GAUGE -> GAUGE;
    };
  }

  /** The body of the request, compressed. */
  public byte[] body() {
    return Snappy.encode(out.toByteArray());
  }
}
