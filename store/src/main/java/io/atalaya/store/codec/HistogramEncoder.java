package io.atalaya.store.codec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes columns of native histograms, with floats in between, as HC1: one column per bucket, as a
 * bucket resembles itself a moment ago more than its neighbour. Scratch for one thread.
 */
public final class HistogramEncoder {
  /** Most bucket counts in a run of more than one histogram. */
  static final int MAX_RUN_CELLS = 1 << 20;

  private final ValueEncoder values = new ValueEncoder();
  private final double[] column = new double[Chunk.MAX_ROWS];
  private final Histogram[] present = new Histogram[Chunk.MAX_ROWS];

  /**
   * Appends {@code rows} samples to {@code out}.
   *
   * @param histograms by row; where there is none, the row is the float of {@code floats}
   * @param rows 1…{@link Chunk#MAX_ROWS}
   */
  public void encode(
      @Nullable Histogram[] histograms, double[] floats, int from, int rows, ByteOutput out) {
    Chunk.requireRows(rows);
    int count = 0;
    int floatCount = 0;
    for (int i = from; i < from + rows; i++) {
      Histogram one = histograms[i];
      if (one == null) {
        column[floatCount++] = floats[i];
      } else {
        present[count++] = one;
      }
    }
    writeSegments(histograms, from, rows, out);
    if (floatCount > 0) {
      values.encode(column, 0, floatCount, ValueEncoder.NO_HINT, out);
    }
    for (int start = 0; start < count; ) {
      int end = start + 1;
      int most = mostRows(present[start]);
      while (end < count && end - start < most && sameLayout(present[start], present[end])) {
        end++;
      }
      writeRun(start, end, out);
      start = end;
    }
  }

  private static void writeSegments(
      @Nullable Histogram[] histograms, int from, int rows, ByteOutput out) {
    int[] segments = new int[rows + 1];
    int last = 0;
    for (int i = from; i < from + rows; i++) {
      boolean isFloat = histograms[i] == null;
      if (isFloat != (last % 2 == 1)) {
        last++;
      }
      segments[last]++;
    }
    out.unsigned(last + 1);
    for (int i = 0; i <= last; i++) {
      out.unsigned(segments[i]);
    }
  }

  /** How many histograms like this a run may have, so that decoding it takes little memory. */
  private static int mostRows(Histogram h) {
    int buckets = h.positiveCounts().length + h.negativeCounts().length;
    return buckets == 0 ? Chunk.MAX_ROWS : Math.max(1, MAX_RUN_CELLS / buckets);
  }

  private static boolean sameLayout(Histogram a, Histogram b) {
    return a.schema() == b.schema()
        && a.integer() == b.integer()
        && Decimals.sameBits(a.zeroThreshold(), b.zeroThreshold())
        && a.positiveSpans().equals(b.positiveSpans())
        && a.negativeSpans().equals(b.negativeSpans())
        && Arrays.equals(a.customBounds(), b.customBounds());
  }

  private void writeRun(int start, int end, ByteOutput out) {
    out.unsigned(end - start);
    writeLayout(present[start], out);
    writeHints(start, end, out);
    writeColumn(start, end, Histogram::count, out);
    writeColumn(start, end, Histogram::sum, out);
    writeColumn(start, end, Histogram::zeroCount, out);
    writeBuckets(start, end, true, out);
    writeBuckets(start, end, false, out);
  }

  private static void writeLayout(Histogram h, ByteOutput out) {
    out.signed(h.schema());
    out.put(h.integer() ? 1 : 0);
    out.fixed64(Double.doubleToRawLongBits(h.zeroThreshold()));
    writeSpans(h.positiveSpans(), out);
    writeSpans(h.negativeSpans(), out);
    double[] bounds = h.customBounds();
    out.unsigned(bounds.length);
    for (double bound : bounds) {
      out.fixed64(Double.doubleToRawLongBits(bound));
    }
  }

  private static void writeSpans(List<Span> spans, ByteOutput out) {
    out.unsigned(spans.size());
    for (Span span : spans) {
      out.signed(span.offset());
      out.unsigned(span.length());
    }
  }

  private void writeHints(int start, int end, ByteOutput out) {
    for (int i = start; i < end; ) {
      ResetHint hint = present[i].resetHint();
      int next = i + 1;
      while (next < end && present[next].resetHint() == hint) {
        next++;
      }
      out.unsigned(next - i);
      out.put(numberOf(hint));
      i = next;
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

  private void writeColumn(int start, int end, ToDoubleFunction<Histogram> field, ByteOutput out) {
    for (int i = start; i < end; i++) {
      column[i - start] = field.applyAsDouble(present[i]);
    }
    values.encode(column, 0, end - start, ValueEncoder.NO_HINT, out);
  }

  private void writeBuckets(int start, int end, boolean positive, ByteOutput out) {
    double[][] counts = new double[end - start][];
    for (int i = start; i < end; i++) {
      counts[i - start] = positive ? present[i].positiveCounts() : present[i].negativeCounts();
    }
    for (int bucket = 0; bucket < counts[0].length; bucket++) {
      for (int i = 0; i < counts.length; i++) {
        column[i] = counts[i][bucket];
      }
      values.encode(column, 0, counts.length, ValueEncoder.NO_HINT, out);
    }
  }
}
