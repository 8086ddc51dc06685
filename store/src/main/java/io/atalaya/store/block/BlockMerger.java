package io.atalaya.store.block;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.block.BlockWriter.NewChunk;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.index.IndexReader.LabelCache;
import io.atalaya.store.merge.MergedSeriesSet;
import io.atalaya.store.merge.Spares;
import io.atalaya.store.tombstone.Tombstone;
import io.atalaya.store.tombstone.Tombstones;
import io.atalaya.store.tombstone.VisibleSeriesSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Writes the series of several blocks into one. Chunks are copied byte by byte; only where two
 * blocks have samples of a series in times that overlap, these are decoded, merged and coded anew.
 */
final class BlockMerger {
  private static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName, Labels::compareUtf8)
          .thenComparing(Comparator.naturalOrder());

  /** Series after which texts of labels are forgotten. */
  private static final int CACHED_SERIES = 4096;

  private static final int UNKNOWN = -1;

  /** Everything of a block. */
  private static final long FIRST = Long.MIN_VALUE;

  private static final long LAST = Long.MAX_VALUE;

  private final List<Cursor> cursors = new ArrayList<>();
  private final List<Tombstone> deletions;
  private final BlockWriter writer;
  private final SampleChunker chunker;
  private final BiConsumer<Block, MalformedDataException> damaged;
  private final SeriesSamples samples = new SeriesSamples();
  private final Spares<BlockSeriesSet.Scratch> room = BlockSeriesSet.room();
  private Block reading;

  /**
   * A merger of some blocks.
   *
   * @param sources in the order in which their samples count
   * @param deletions what to leave out
   * @param damaged told when one of them turns out to be damaged
   */
  BlockMerger(
      List<Block> sources,
      List<Tombstone> deletions,
      BlockWriter writer,
      BiConsumer<Block, MalformedDataException> damaged) {
    this.writer = writer;
    this.deletions = deletions;
    this.damaged = damaged;
    chunker = new SampleChunker(writer, FIRST, LAST);
    sources.forEach(block -> cursors.add(new Cursor(block, deletionsOf(block))));
    reading = sources.getFirst();
  }

  /** Where the merging is in one block. */
  private static final class Cursor {
    final Block block;
    final List<Tombstone> deletions;
    final ChunkList chunks = new ChunkList();
    final int[] newColumns;
    int ordinal;
    long firstMillis;
    long lastMillis;
    private LabelCache cache = new LabelCache();
    private @Nullable Labels labels;

    Cursor(Block block, List<Tombstone> deletions) {
      this.block = block;
      this.deletions = deletions;
      newColumns = new int[block.columnCount()];
      Arrays.fill(newColumns, UNKNOWN);
    }

    /** The labels of the series it is at, or null at the end. */
    @Nullable Labels labels() throws MalformedDataException {
      if (labels == null && ordinal < block.info().series()) {
        cache = ordinal % CACHED_SERIES == 0 ? new LabelCache() : cache;
        labels = block.labels(ordinal, cache);
      }
      return labels;
    }

    void readChunks() throws MalformedDataException {
      block.readChunks(ordinal, chunks);
      firstMillis = Long.MAX_VALUE;
      lastMillis = Long.MIN_VALUE;
      for (int c = 0; c < chunks.size; c++) {
        firstMillis = Math.min(firstMillis, first(c));
        lastMillis = Math.max(lastMillis, last(c));
      }
    }

    /** No sample of a chunk is older; the oldest may be newer. */
    long first(int chunk) throws MalformedDataException {
      return Math.max(block.firstMillis(chunks.columns[chunk]), block.info().firstMillis());
    }

    /** No sample of a chunk is newer; the newest may be older. */
    long last(int chunk) throws MalformedDataException {
      return Math.min(block.lastMillis(chunks.columns[chunk]), block.info().lastMillis());
    }

    void next() {
      ordinal++;
      labels = null;
    }
  }

  /** The block that was read last, which is the culprit if reading failed. */
  Block reading() {
    return reading;
  }

  /** Copies all series. */
  void merge() throws IOException {
    List<Cursor> same = nextSeries();
    while (!same.isEmpty()) {
      write(same);
      same.forEach(Cursor::next);
      same = nextSeries();
    }
  }

  /** The cursors that are at the first series that is left. */
  private List<Cursor> nextSeries() throws MalformedDataException {
    List<Cursor> same = new ArrayList<>();
    Labels least = null;
    for (Cursor cursor : cursors) {
      reading = cursor.block;
      Labels labels = cursor.labels();
      if (labels == null) {
        continue;
      }
      int order = least == null ? -1 : ORDER.compare(labels, least);
      if (order < 0) {
        same.clear();
        least = labels;
      }
      if (order <= 0) {
        same.add(cursor);
      }
    }
    return same;
  }

  private void write(List<Cursor> same) throws IOException {
    for (Cursor cursor : same) {
      reading = cursor.block;
      cursor.readChunks();
    }
    List<Cursor> byTime = new ArrayList<>(same);
    byTime.sort(Comparator.comparingLong(c -> c.firstMillis));
    Labels labels = byTime.getFirst().labels();
    if (labels == null) {
      throw new IllegalStateException("a cursor at a series has its labels");
    }
    if (overlap(byTime) || losesSamples(labels, same)) {
      recode(labels, same);
    } else {
      writer.begin(labels);
      for (Cursor cursor : byTime) {
        reading = cursor.block;
        copy(cursor);
      }
    }
  }

  private List<Tombstone> deletionsOf(Block block) {
    return Tombstones.ofBlock(deletions, block.info().id());
  }

  private static boolean losesSamples(Labels labels, List<Cursor> same) {
    for (Cursor cursor : same) {
      for (Tombstone deletion : cursor.deletions) {
        if (deletion.hits(labels, cursor.firstMillis, cursor.lastMillis)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean overlap(List<Cursor> byTime) {
    for (int i = 1; i < byTime.size(); i++) {
      if (byTime.get(i).firstMillis <= byTime.get(i - 1).lastMillis) {
        return true;
      }
    }
    return false;
  }

  private void copy(Cursor cursor) throws IOException {
    ChunkList chunks = cursor.chunks;
    for (int c = 0; c < chunks.size; c++) {
      byte[] bytes = new byte[chunks.lengths[c]];
      cursor.block.copyChunk(chunks.offsets[c], bytes.length, bytes);
      ByteOutput out = new ByteOutput(bytes.length);
      out.put(bytes, 0, bytes.length);
      writer.add(
          new NewChunk(
              newColumn(cursor, chunks.columns[c]),
              chunks.firstRows[c],
              chunks.rows(c),
              chunks.hasHistograms(c),
              chunks.hasStarts(c),
              cursor.first(c),
              cursor.last(c),
              out));
    }
  }

  private int newColumn(Cursor cursor, int column) throws MalformedDataException {
    if (cursor.newColumns[column] == UNKNOWN) {
      Block block = cursor.block;
      ByteInput in = block.timeBytes(column);
      byte[] tc1 = new byte[in.remaining()];
      in.copyTo(tc1);
      cursor.newColumns[column] =
          writer
              .columns()
              .add(
                  tc1,
                  block.columnRows(column),
                  block.firstMillis(column),
                  block.lastMillis(column));
    }
    return cursor.newColumns[column];
  }

  private void recode(Labels labels, List<Cursor> same) throws IOException {
    List<SeriesSet> sets = new ArrayList<>();
    for (Cursor cursor : same) {
      Block block = cursor.block;
      block.acquire();
      SeriesSelection all = SeriesSelection.of(block.info().tenant(), List.of(), FIRST, LAST);
      RoaringBitmap one = RoaringBitmap.bitmapOf(cursor.ordinal);
      SeriesSet whole = new BlockSeriesSet(block, all, one, damaged, room);
      sets.add(VisibleSeriesSet.of(whole, cursor.deletions, all));
    }
    try (SeriesSet merged = MergedSeriesSet.of(sets)) {
      if (merged.size() > 0) {
        merged.read(0, samples);
        chunker.write(labels, samples);
      }
    }
  }
}
