package io.atalaya.collect.remote;

import io.atalaya.model.Histogram;
import io.atalaya.model.wire.ProtoWriter;
import java.util.List;

/**
 * Writes the message {@code Histogram} of remote write and remote read.
 *
 * <pre>
 *  1 uint64 count_int      2 double count_float     3 double sum        4 sint32 schema
 *  5 double zero_threshold 6 uint64 zero_count_int  7 double zero_count_float
 *  8 spans negative        9 sint64 deltas         10 double counts
 * 11 spans positive       12 sint64 deltas         13 double counts
 * 14 reset hint           15 int64 timestamp       16 double custom bounds  17 int64 start time
 * span: 1 sint32 offset, 2 uint32 length
 * </pre>
 */
public final class HistogramWriter {
  private static final int NEGATIVE = 8;
  private static final int POSITIVE = 11;
  private static final int START = 17;

  private HistogramWriter() {}

  /** Writes the fields of a histogram. */
  public static void write(ProtoWriter out, Histogram h, long atMillis) {
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
    side(out, NEGATIVE, h.negativeSpans(), h.negativeCounts(), h.integer());
    side(out, POSITIVE, h.positiveSpans(), h.positiveCounts(), h.integer());
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

  /** Writes when the counting began, which remote write 2.0 has. */
  static void writeStart(ProtoWriter out, long startMillis) {
    if (startMillis != 0) {
      out.int64(START, startMillis);
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
}
