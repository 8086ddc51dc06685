package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;
import java.util.ArrayList;
import java.util.List;

/**
 * Histograms in the log, each complete in itself.
 *
 * <pre>
 * u8 flags: bits 0-1 reset hint, bit 2 integer, bit 3 counts are whole numbers
 * zv schema | 8 bytes zero threshold | count zero | count all | 8 bytes sum
 * spans positive | counts | spans negative | counts | uv n, n x 8 bytes custom bounds
 *
 * spans   uv n | n x { zv offset | uv length }
 * counts  whole: n x zv difference to the count before      else: n x 8 bytes
 * count   whole: uv                                         else: 8 bytes
 * </pre>
 */
final class HistogramCoder {
  private static final int INTEGER = 4;
  private static final int WHOLE = 8;
  private static final int MAX_BUCKETS = 1 << 20;
  private static final double EXACT = 1L << 53;

  private HistogramCoder() {}

  static void write(Frame out, Histogram h) {
    boolean whole = hasWholeCounts(h);
    out.putByte(numberOf(h.resetHint()) | (h.integer() ? INTEGER : 0) | (whole ? WHOLE : 0));
    out.putSigned(h.schema());
    putDouble(out, h.zeroThreshold());
    putCount(out, h.zeroCount(), whole);
    putCount(out, h.count(), whole);
    putDouble(out, h.sum());
    putSide(out, h.positiveSpans(), h.positiveCounts(), whole);
    putSide(out, h.negativeSpans(), h.negativeCounts(), whole);
    out.putUnsigned(h.customBounds().length);
    for (double bound : h.customBounds()) {
      putDouble(out, bound);
    }
  }

  private static int numberOf(ResetHint hint) {
    return switch (hint) {
      case UNKNOWN -> 0;
      case RESET -> 1;
      case NOT_RESET -> 2;
      case GAUGE -> 3;
    };
  }

  private static ResetHint hintOf(int number) {
    return switch (number) {
      case 0 -> ResetHint.UNKNOWN;
      case 1 -> ResetHint.RESET;
      case 2 -> ResetHint.NOT_RESET;
      default -> ResetHint.GAUGE;
    };
  }

  private static boolean hasWholeCounts(Histogram h) {
    return isWhole(h.zeroCount())
        && isWhole(h.count())
        && areWhole(h.positiveCounts())
        && areWhole(h.negativeCounts());
  }

  private static boolean areWhole(double[] counts) {
    for (double count : counts) {
      if (!isWhole(count)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(double count) {
    long whole = (long) count;
    return whole >= 0
        && whole < EXACT
        && Double.doubleToRawLongBits(whole) == Double.doubleToRawLongBits(count);
  }

  private static void putDouble(Frame out, double value) {
    out.putLong(Double.doubleToRawLongBits(value));
  }

  private static void putCount(Frame out, double count, boolean whole) {
    if (whole) {
      out.putUnsigned((long) count);
    } else {
      putDouble(out, count);
    }
  }

  private static void putSide(Frame out, List<Span> spans, double[] counts, boolean whole) {
    out.putUnsigned(spans.size());
    for (Span span : spans) {
      out.putSigned(span.offset());
      out.putUnsigned(span.length());
    }
    long before = 0;
    for (double count : counts) {
      if (whole) {
        out.putSigned((long) count - before);
        before = (long) count;
      } else {
        putDouble(out, count);
      }
    }
  }

  static Histogram read(FrameInput in) throws MalformedFrameException {
    try {
      return readUnchecked(in);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException("no histogram: " + e.getMessage());
    }
  }

  /** As {@link #read}; the histogram itself may refuse what was read. */
  private static Histogram readUnchecked(FrameInput in) throws MalformedFrameException {
    int flags = in.readByte();
    boolean whole = (flags & WHOLE) != 0;
    int schema = (int) in.readSigned();
    double zeroThreshold = readDouble(in);
    double zeroCount = readCount(in, whole);
    double count = readCount(in, whole);
    double sum = readDouble(in);
    List<Span> positiveSpans = readSpans(in);
    double[] positive = readCounts(in, positiveSpans, whole);
    List<Span> negativeSpans = readSpans(in);
    double[] negative = readCounts(in, negativeSpans, whole);
    double[] bounds = readDoubles(in, in.readCount(MAX_BUCKETS));
    return new Histogram(
        schema,
        zeroThreshold,
        zeroCount,
        count,
        sum,
        positiveSpans,
        positive,
        negativeSpans,
        negative,
        bounds,
        hintOf(flags & 3),
        (flags & INTEGER) != 0);
  }

  private static double readDouble(FrameInput in) throws MalformedFrameException {
    return Double.longBitsToDouble(in.readLong());
  }

  private static double readCount(FrameInput in, boolean whole) throws MalformedFrameException {
    return whole ? in.readUnsigned() : readDouble(in);
  }

  private static List<Span> readSpans(FrameInput in) throws MalformedFrameException {
    int n = in.readCount(MAX_BUCKETS);
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      spans.add(new Span((int) in.readSigned(), in.readCount(MAX_BUCKETS)));
    }
    return spans;
  }

  private static double[] readCounts(FrameInput in, List<Span> spans, boolean whole)
      throws MalformedFrameException {
    long buckets = spans.stream().mapToLong(Span::length).sum();
    if (buckets > MAX_BUCKETS) {
      throw new MalformedFrameException("a histogram of " + buckets + " buckets");
    }
    if (!whole) {
      return readDoubles(in, (int) buckets);
    }
    double[] counts = new double[(int) buckets];
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      count += in.readSigned();
      counts[i] = count;
    }
    return counts;
  }

  private static double[] readDoubles(FrameInput in, int n) throws MalformedFrameException {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = readDouble(in);
    }
    return values;
  }
}
