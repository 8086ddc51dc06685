package io.atalaya.store.codec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads columns of native histograms from HC1. Scratch for one thread. */
public final class HistogramDecoder {
  /** Bytes that a column of a bucket has at least. */
  private static final int MIN_COLUMN_BYTES = 2;

  private final ValueDecoder values = new ValueDecoder();
  private final double[] floats = new double[Chunk.MAX_ROWS];
  private final double[] counts = new double[Chunk.MAX_ROWS];
  private final double[] sums = new double[Chunk.MAX_ROWS];
  private final double[] zeroCounts = new double[Chunk.MAX_ROWS];
  private final double[] column = new double[Chunk.MAX_ROWS];
  private final ResetHint[] hints = new ResetHint[Chunk.MAX_ROWS];

  /** What the histograms of a run have in common. */
  private record Layout(
      int schema,
      boolean integer,
      double zeroThreshold,
      List<Span> positive,
      List<Span> negative,
      double[] customBounds) {}

  /**
   * Reads {@code rows} samples, the first at {@code at}. Where a row is a float, {@code histograms}
   * gets null and {@code floats} the value; the floats of the other rows become 0.
   *
   * @throws MalformedDataException if the bytes are no HC1 of that many rows
   */
  public void decode(
      ByteInput in, int rows, @Nullable Histogram[] histograms, double[] into, int at)
      throws MalformedDataException {
    Chunk.requireRows(rows);
    int[] segments = readSegments(in, rows);
    int floatRows = 0;
    for (int i = 1; i < segments.length; i += 2) {
      floatRows += segments[i];
    }
    if (floatRows > 0) {
      values.decode(in, floatRows, floats, 0);
    }
    Histogram[] present = new Histogram[rows - floatRows];
    for (int done = 0; done < present.length; ) {
      done += readRun(in, present, done);
    }
    spread(segments, present, histograms, into, at);
  }

  private static int[] readSegments(ByteInput in, int rows) throws MalformedDataException {
    int[] segments = new int[in.count(rows + 1)];
    int left = rows;
    for (int i = 0; i < segments.length; i++) {
      segments[i] = in.count(left);
      left -= segments[i];
    }
    if (left > 0) {
      throw new MalformedDataException("segments lack " + left + " of " + rows + " rows");
    }
    return segments;
  }

  private void spread(
      int[] segments,
      Histogram[] present,
      @Nullable Histogram[] histograms,
      double[] into,
      int at) {
    int row = at;
    int nextHistogram = 0;
    int nextFloat = 0;
    for (int s = 0; s < segments.length; s++) {
      int length = segments[s];
      if (s % 2 == 0) {
        System.arraycopy(present, nextHistogram, histograms, row, length);
        Arrays.fill(into, row, row + length, 0);
        nextHistogram += length;
      } else {
        Arrays.fill(histograms, row, row + length, null);
        System.arraycopy(floats, nextFloat, into, row, length);
        nextFloat += length;
      }
      row += length;
    }
  }

  /** Reads histograms of one layout; returns how many. */
  private int readRun(ByteInput in, Histogram[] present, int at) throws MalformedDataException {
    int rows = in.count(present.length - at);
    if (rows == 0) {
      throw new MalformedDataException("a layout without histograms");
    }
    Layout layout = readLayout(in);
    readHints(in, rows);
    values.decode(in, rows, counts, 0);
    values.decode(in, rows, sums, 0);
    values.decode(in, rows, zeroCounts, 0);
    double[][] positive = readBuckets(in, rows, layout.positive());
    double[][] negative = readBuckets(in, rows, layout.negative());
    for (int i = 0; i < rows; i++) {
      present[at + i] = histogram(layout, i, positive[i], negative[i]);
    }
    return rows;
  }

  private Histogram histogram(Layout layout, int row, double[] positive, double[] negative)
      throws MalformedDataException {
    try {
      return new Histogram(
          layout.schema(),
          layout.zeroThreshold(),
          zeroCounts[row],
          counts[row],
          sums[row],
          layout.positive(),
          positive,
          layout.negative(),
          negative,
          layout.customBounds(),
          hints[row],
          layout.integer());
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("no histogram: " + e.getMessage(), e);
    }
  }

  private static Layout readLayout(ByteInput in) throws MalformedDataException {
    long schema = in.signed();
    int flags = in.unsignedByte();
    if (schema != (byte) schema || flags > 1) {
      throw new MalformedDataException("schema " + schema + " with flags " + flags);
    }
    double zeroThreshold = Double.longBitsToDouble(in.fixed64());
    List<Span> positive = readSpans(in);
    List<Span> negative = readSpans(in);
    double[] bounds = new double[in.count(in.remaining() / Double.BYTES)];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Double.longBitsToDouble(in.fixed64());
    }
    return new Layout((int) schema, flags == 1, zeroThreshold, positive, negative, bounds);
  }

  private static List<Span> readSpans(ByteInput in) throws MalformedDataException {
    int count = in.count(in.remaining() / 2);
    List<Span> spans = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long offset = in.signed();
      if (offset != (int) offset) {
        throw new MalformedDataException("a span at " + offset);
      }
      spans.add(new Span((int) offset, in.count(Integer.MAX_VALUE)));
    }
    return List.copyOf(spans);
  }

  private void readHints(ByteInput in, int rows) throws MalformedDataException {
    for (int row = 0; row < rows; ) {
      int length = in.count(rows - row);
      if (length == 0) {
        throw new MalformedDataException("a run of no reset hints");
      }
      Arrays.fill(hints, row, row + length, hintOf(in.unsignedByte()));
      row += length;
    }
  }

  private static ResetHint hintOf(int number) throws MalformedDataException {
    return switch (number) {
      case 0 -> ResetHint.UNKNOWN;
      case 1 -> ResetHint.RESET;
      case 2 -> ResetHint.NOT_RESET;
      case 3 -> ResetHint.GAUGE;
      default -> throw new MalformedDataException("reset hint " + number);
    };
  }

  /** Counts by row and bucket. */
  private double[][] readBuckets(ByteInput in, int rows, List<Span> spans)
      throws MalformedDataException {
    long buckets = 0;
    for (Span span : spans) {
      buckets += span.length();
    }
    boolean tooMany = rows > 1 && buckets > HistogramEncoder.MAX_RUN_CELLS / rows;
    if (tooMany || buckets > in.remaining() / MIN_COLUMN_BYTES) {
      throw new MalformedDataException(
          buckets + " buckets in " + rows + " rows, " + in.remaining() + " bytes");
    }
    double[][] byRow = new double[rows][(int) buckets];
    for (int bucket = 0; bucket < buckets; bucket++) {
      values.decode(in, rows, column, 0);
      for (int i = 0; i < rows; i++) {
        byRow[i][bucket] = column[i];
      }
    }
    return byRow;
  }
}
