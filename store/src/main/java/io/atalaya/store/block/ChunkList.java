package io.atalaya.store.block;

import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.Chunk;
import io.atalaya.store.codec.MalformedDataException;
import java.util.Arrays;

/** The chunks of one series, as read from its entry; used again and again by one thread. */
final class ChunkList {
  private static final int HAS_HISTOGRAMS = 1;
  private static final int HAS_STARTS = 2;
  private static final int ROWS_SHIFT = 2;

  int size;
  int[] columns = new int[4];
  int[] firstRows = new int[4];
  int[] shapes = new int[4];
  long[] offsets = new long[4];
  int[] lengths = new int[4];

  static int shape(int rows, boolean hasStarts, boolean hasHistograms) {
    return (rows - 1) << ROWS_SHIFT
        | (hasStarts ? HAS_STARTS : 0)
        | (hasHistograms ? HAS_HISTOGRAMS : 0);
  }

  int rows(int chunk) {
    return (shapes[chunk] >>> ROWS_SHIFT) + 1;
  }

  boolean hasHistograms(int chunk) {
    return (shapes[chunk] & HAS_HISTOGRAMS) != 0;
  }

  boolean hasStarts(int chunk) {
    return (shapes[chunk] & HAS_STARTS) != 0;
  }

  void read(ByteInput in, int columnCount) throws MalformedDataException {
    size = in.count(in.remaining());
    reserve(size);
    long offset = 0;
    for (int i = 0; i < size; i++) {
      long column = i == 0 ? in.unsigned() : columns[i - 1] + in.signed();
      if (column < 0 || column >= columnCount) {
        throw new MalformedDataException("time column " + column + " of " + columnCount);
      }
      columns[i] = (int) column;
      firstRows[i] = in.count(Chunk.MAX_ROWS - 1);
      shapes[i] = in.count((Chunk.MAX_ROWS << ROWS_SHIFT) - 1);
      offset = i == 0 ? in.unsigned() : offset;
      offsets[i] = offset;
      lengths[i] = in.count(Integer.MAX_VALUE);
      offset += lengths[i];
    }
  }

  private void reserve(int capacity) {
    if (columns.length < capacity) {
      columns = Arrays.copyOf(columns, capacity);
      firstRows = Arrays.copyOf(firstRows, capacity);
      shapes = Arrays.copyOf(shapes, capacity);
      offsets = Arrays.copyOf(offsets, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
    }
  }

  /** Keeps only the chunks from {@code from} to before {@code to}. */
  void keep(int from, int to) {
    size = to - from;
    System.arraycopy(columns, from, columns, 0, size);
    System.arraycopy(firstRows, from, firstRows, 0, size);
    System.arraycopy(shapes, from, shapes, 0, size);
    System.arraycopy(offsets, from, offsets, 0, size);
    System.arraycopy(lengths, from, lengths, 0, size);
  }
}
