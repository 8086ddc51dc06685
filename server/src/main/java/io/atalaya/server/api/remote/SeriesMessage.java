package io.atalaya.server.api.remote;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.wire.ProtoWriter;
import java.util.List;

/** Writes series as Prometheus' protobuf messages have them. */
final class SeriesMessage {
  private static final int CHUNK_XOR = 1;

  private SeriesMessage() {}

  static void labels(ProtoWriter out, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      int label = out.open(1);
      out.text(1, labels.name(i));
      out.text(2, labels.value(i));
      out.close(label);
    }
  }

  /** A {@code TimeSeries} with its samples; see {@code WriteRequestV1} for its fields. */
  static void timeSeries(ProtoWriter out, Labels labels, SeriesSamples samples) {
    int series = out.open(1);
    labels(out, labels);
    for (int row = samples.from; row < samples.to; row++) {
      Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
      if (histogram == null) {
        int sample = out.open(2);
        out.float64(1, samples.values[row]);
        out.int64(2, samples.times.millis(row));
        out.close(sample);
      } else {
        int sample = out.open(4);
        histogram(out, histogram, samples.times.millis(row));
        out.close(sample);
      }
    }
    out.close(series);
  }

  /** The content of a {@code Histogram}. */
  static void histogram(ProtoWriter out, Histogram h, long atMillis) {
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
    side(out, 8, h.negativeSpans(), h.negativeCounts(), h.integer());
    side(out, 11, h.positiveSpans(), h.positiveCounts(), h.integer());
    out.int64(14, hint(h.resetHint()));
    out.int64(15, atMillis);
    if (h.usesCustomBuckets()) {
      int bounds = out.open(16);
      for (double bound : h.customBounds()) {
        out.rawFixed64(Double.doubleToRawLongBits(bound));
      }
      out.close(bounds);
    }
  }

  private static void side(
      ProtoWriter out, int field, List<Histogram.Span> spans, double[] counts, boolean integer) {
    for (Histogram.Span span : spans) {
      int message = out.open(field);
      out.sint64(1, span.offset());
      out.int64(2, span.length());
      out.close(message);
    }
    int packed = out.open(integer ? field + 1 : field + 2);
    long before = 0;
    for (double count : counts) {
      if (integer) {
        out.varint(ProtoWriter.zigzag((long) count - before));
        before = (long) count;
      } else {
        out.rawFixed64(Double.doubleToRawLongBits(count));
      }
    }
    out.close(packed);
  }

  private static int hint(Histogram.ResetHint hint) {
    return switch (hint) {
      case UNKNOWN -> 0;
      case RESET -> 1;
      case NOT_RESET -> 2;
      case GAUGE -> 3;
    };
  }

  /** The chunks of the floats of a series from a row on; returns the row after them. */
  static int chunk(ProtoWriter out, XorChunk chunk, SeriesSamples samples, int from) {
    chunk.clear();
    int to = Math.min(samples.to, from + XorChunk.MAX_SAMPLES);
    for (int row = from; row < to; row++) {
      chunk.add(samples.times.millis(row), samples.values[row]);
    }
    int message = out.open(2);
    out.int64(1, samples.times.millis(from));
    out.int64(2, samples.times.millis(to - 1));
    out.int64(3, CHUNK_XOR);
    out.bytes(4, chunk.toByteArray());
    out.close(message);
    return to;
  }
}
