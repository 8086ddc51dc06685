package io.atalaya.store.block;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.block.BlockWriter.NewChunk;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.codec.Chunk;
import io.atalaya.store.codec.HistogramEncoder;
import io.atalaya.store.codec.TimeEncoder;
import io.atalaya.store.codec.ValueEncoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns series of samples into chunks. A time column is cut into pieces of nearly equal length, and
 * chunks never reach beyond a piece, so that series with the same column share its pieces.
 */
final class SampleChunker {
  /** Columns remembered by their instance; a series with a column of its own is soon forgotten. */
  private static final int MAX_REMEMBERED = 1024;

  private static final int UNKNOWN = -1;

  private final BlockWriter writer;
  private final long fromMillis;
  private final long toMillis;
  private final IdentityHashMap<TimeColumn, Pieces> remembered = new IdentityHashMap<>();
  private final ValueEncoder values = new ValueEncoder();
  private final HistogramEncoder histograms = new HistogramEncoder();
  private final TimeEncoder times = new TimeEncoder();
  private final ByteOutput bytes = new ByteOutput();

  /** Takes samples of {@code [fromMillis, toMillis)}. */
  SampleChunker(BlockWriter writer, long fromMillis, long toMillis) {
    this.writer = writer;
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  /** The rows of a column that lie in the block's range, cut into pieces. */
  private final class Pieces {
    final TimeColumn column;
    final int from;
    final int to;
    final int length;
    private final int[] numbers;

    Pieces(TimeColumn column) {
      this.column = column;
      from = column.firstAtOrAfter(fromMillis);
      to = column.firstAtOrAfter(toMillis);
      int count = Math.max(1, (to - from + Chunk.MAX_ROWS - 1) / Chunk.MAX_ROWS);
      length = Math.max(1, (to - from + count - 1) / count);
      numbers = new int[count];
      Arrays.fill(numbers, UNKNOWN);
    }

    int pieceOf(int row) {
      return (row - from) / length;
    }

    int start(int piece) {
      return from + piece * length;
    }

    int end(int piece) {
      return Math.min(to, start(piece) + length);
    }

    /** The number of a piece in the block. */
    int number(int piece) {
      if (numbers[piece] == UNKNOWN) {
        int start = start(piece);
        int rows = end(piece) - start;
        ByteOutput tc1 = new ByteOutput();
        times.encode(column.array(), start, rows, tc1);
        numbers[piece] =
            writer
                .columns()
                .add(
                    tc1.toByteArray(), rows, column.millis(start), column.millis(start + rows - 1));
      }
      return numbers[piece];
    }
  }

  /** Writes a series, if it has samples in the range. */
  void write(Labels labels, SeriesSamples samples) throws IOException {
    Pieces pieces = pieces(samples.times);
    int from = Math.max(samples.from, pieces.from);
    int to = Math.min(samples.to, pieces.to);
    if (from >= to) {
      return;
    }
    writer.begin(labels);
    int hint = ValueEncoder.NO_HINT;
    for (int row = from; row < to; ) {
      int end = Math.min(to, pieces.end(pieces.pieceOf(row)));
      hint = writeChunk(samples, pieces, row, end, hint);
      row = end;
    }
  }

  private Pieces pieces(TimeColumn column) {
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.clear();
    }
    return remembered.computeIfAbsent(column, Pieces::new);
  }

  private int writeChunk(SeriesSamples samples, Pieces pieces, int from, int to, int hint)
      throws IOException {
    int rows = to - from;
    @Nullable Histogram @Nullable [] own = samples.histograms;
    boolean hasHistograms = own != null && hasAny(own, from, to);
    bytes.clear();
    int nextHint = hint;
    if (hasHistograms && own != null) {
      histograms.encode(own, samples.values, from, rows, bytes);
    } else {
      nextHint = values.encode(samples.values, from, rows, hint, bytes);
    }
    long[] starts = samples.startMillis;
    boolean hasStarts = starts != null && hasAny(starts, from, to);
    if (hasStarts && starts != null) {
      times.encode(starts, from, rows, bytes);
    }
    int piece = pieces.pieceOf(from);
    writer.add(
        new NewChunk(
            pieces.number(piece),
            from - pieces.start(piece),
            rows,
            hasHistograms,
            hasStarts,
            samples.times.millis(from),
            samples.times.millis(to - 1),
            bytes));
    return nextHint;
  }

  private static boolean hasAny(@Nullable Histogram[] rows, int from, int to) {
    for (int i = from; i < to; i++) {
      if (rows[i] != null) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasAny(long[] rows, int from, int to) {
    for (int i = from; i < to; i++) {
      if (rows[i] != 0) {
        return true;
      }
    }
    return false;
  }
}
