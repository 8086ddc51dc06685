package io.atalaya.store.block;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.HistogramDecoder;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.codec.TimeDecoder;
import io.atalaya.store.codec.ValueDecoder;
import io.atalaya.store.index.IndexReader.LabelCache;
import io.atalaya.store.merge.Spares;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * What a selection found in one block. Series whose chunks lie in the same time columns one after
 * the other get the same {@link TimeColumn}, even if one begins or ends within a column:
 *
 * <pre>
 * columns    |------ 7 ------|------ 8 ------|     the shared TimeColumn
 * series a   |  rows 0…479   |  rows 0…479   |     from 0    to 960
 * series b          | 300…479|  rows 0…99 |        from 300  to 580
 * </pre>
 */
final class BlockSeriesSet implements SeriesSet {
  private final Block block;
  private final SeriesSelection selection;
  private final int[] ordinals;
  private final BiConsumer<Block, MalformedDataException> damaged;
  private final LabelCache labelCache = new LabelCache();
  private final Map<Key, TimeColumn> columns = new ConcurrentHashMap<>();
  private final Spares<Scratch> scratch;

  /**
   * A set over some series of a block, which it releases when it is closed.
   *
   * @param damaged told when the block turns out to be damaged
   * @param scratch what is large and is used again by other sets
   */
  BlockSeriesSet(
      Block block,
      SeriesSelection selection,
      RoaringBitmap ordinals,
      BiConsumer<Block, MalformedDataException> damaged,
      Spares<Scratch> scratch) {
    this.block = block;
    this.scratch = scratch;
    this.selection = selection;
    this.ordinals = ordinals.toArray();
    this.damaged = damaged;
  }

  /** What a thread needs to decode. */
  static final class Scratch {
    final ChunkList chunks = new ChunkList();
    final ByteInput in = new ByteInput();
    final ValueDecoder values = new ValueDecoder();
    final HistogramDecoder histograms = new HistogramDecoder();
    final TimeDecoder times = new TimeDecoder();
    byte[] bytes = new byte[4096];
  }

  /** Room for many sets to decode in. */
  static Spares<Scratch> room() {
    return new Spares<>(Scratch::new);
  }

  /** Which rows of which columns make up a time column; whole columns if {@code rows} is empty. */
  private record Key(int[] columns, int[] rows) {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Key k && Arrays.equals(columns, k.columns) && Arrays.equals(rows, k.rows);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(columns) * 31 + Arrays.hashCode(rows);
    }
  }

  @Override
  public int size() {
    return ordinals.length;
  }

  @Override
  public Labels labels(int i) {
    try {
      return block.labels(ordinals[i], labelCache);
    } catch (MalformedDataException e) {
      throw failure(e);
    }
  }

  @Override
  public String label(int i, String name) {
    try {
      return block.label(ordinals[i], name, labelCache);
    } catch (MalformedDataException e) {
      throw failure(e);
    }
  }

  private StorageException failure(MalformedDataException e) {
    damaged.accept(block, e);
    return new StorageException("block " + block + " is damaged: " + e.getMessage(), e);
  }

  @Override
  public void read(int i, SeriesSamples into) {
    into.clear();
    Scratch mine = scratch.borrow();
    try {
      read(ordinals[i], mine, into);
    } catch (MalformedDataException e) {
      throw failure(e);
    }
    scratch.giveBack(mine);
  }

  private void read(int ordinal, Scratch mine, SeriesSamples into) throws MalformedDataException {
    ChunkList chunks = mine.chunks;
    block.readChunks(ordinal, chunks);
    block.trim(chunks, selection.fromMillis(), selection.toMillis());
    if (chunks.size == 0) {
      return;
    }
    boolean adjoining = adjoin(chunks);
    into.times = column(chunks, adjoining);
    int first = adjoining ? chunks.firstRows[0] : 0;
    into.ensureCapacity(into.times.size());
    int row = first;
    for (int c = 0; c < chunks.size; c++) {
      if (chunks.rows(c) > into.times.size() - row) {
        throw new MalformedDataException("a chunk goes beyond its time column");
      }
      decode(mine, c, row, into);
      row += chunks.rows(c);
    }
    into.from = Math.max(first, into.times.firstAtOrAfter(selection.fromMillis()));
    into.to = Math.min(row, rowAfter(into.times, selection.toMillis()));
    into.to = Math.max(into.from, into.to);
  }

  private static int rowAfter(TimeColumn times, long millis) {
    return millis == Long.MAX_VALUE ? times.size() : times.firstAtOrAfter(millis + 1);
  }

  /** Whether there is no gap between the chunks, counted in rows of their columns. */
  private boolean adjoin(ChunkList chunks) throws MalformedDataException {
    for (int c = 1; c < chunks.size; c++) {
      int endBefore = chunks.firstRows[c - 1] + chunks.rows(c - 1);
      if (chunks.firstRows[c] != 0 || endBefore != block.columnRows(chunks.columns[c - 1])) {
        return false;
      }
    }
    return true;
  }

  private TimeColumn column(ChunkList chunks, boolean adjoining) throws MalformedDataException {
    int[] numbers = Arrays.copyOf(chunks.columns, chunks.size);
    int[] rows = new int[adjoining ? 0 : 2 * chunks.size];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i % 2 == 0 ? chunks.firstRows[i / 2] : chunks.rows(i / 2);
    }
    Key key = new Key(numbers, rows);
    TimeColumn known = columns.get(key);
    if (known != null) {
      return known;
    }
    TimeColumn made = make(key);
    TimeColumn other = columns.putIfAbsent(key, made);
    return other == null ? made : other;
  }

  private TimeColumn make(Key key) throws MalformedDataException {
    long[] all = new long[0];
    for (int c = 0; c < key.columns().length; c++) {
      long[] times = block.times(key.columns()[c]);
      boolean whole = key.rows().length == 0;
      int from = whole ? 0 : key.rows()[2 * c];
      int rows = whole ? times.length : key.rows()[2 * c + 1];
      if (rows > times.length - from) {
        throw new MalformedDataException("a chunk goes beyond its time column");
      }
      int done = all.length;
      all = Arrays.copyOf(all, done + rows);
      System.arraycopy(times, from, all, done, rows);
    }
    return new TimeColumn(all, all.length);
  }

  private void decode(Scratch mine, int chunk, int row, SeriesSamples into)
      throws MalformedDataException {
    ChunkList chunks = mine.chunks;
    int rows = chunks.rows(chunk);
    int length = chunks.lengths[chunk];
    if (mine.bytes.length - ByteInput.PADDING < length) {
      mine.bytes = new byte[Math.addExact(length, length / 2 + ByteInput.PADDING)];
    }
    block.copyChunk(chunks.offsets[chunk], length, mine.bytes);
    mine.in.reset(mine.bytes, 0, length);
    if (chunks.hasHistograms(chunk)) {
      mine.histograms.decode(mine.in, rows, histogramsOf(into), into.values, row);
    } else {
      mine.values.decode(mine.in, rows, into.values, row);
    }
    if (chunks.hasStarts(chunk)) {
      mine.times.decode(mine.in, rows, startsOf(into), row);
    }
  }

  private static @Nullable Histogram[] histogramsOf(SeriesSamples into) {
    @Nullable Histogram[] histograms = into.histograms;
    if (histograms == null) {
      histograms = new @Nullable Histogram[into.times.size()];
      into.histograms = histograms;
    }
    return histograms;
  }

  private static long[] startsOf(SeriesSamples into) {
    long[] starts = into.startMillis;
    if (starts == null) {
      starts = new long[into.times.size()];
      into.startMillis = starts;
    }
    return starts;
  }

  @Override
  public void close() {
    block.release();
  }
}
