package io.atalaya.store.block;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSelection;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.Chunk;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.codec.TimeDecoder;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import io.atalaya.store.index.IndexReader;
import io.atalaya.store.index.IndexReader.LabelCache;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * A block being read. Its file stays mapped as long as somebody uses it: who opened it, and every
 * {@link #acquire} that was not followed by a {@link #release} yet.
 */
final class Block {
  private static final int ENTRY_BYTES = 16;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Arena arena;
  private final AtomicInteger users = new AtomicInteger(1);
  private final long sizeBytes;
  private final Footer footer;
  private final Pages pages;
  private final IndexReader index;

  private Block(Path path, Arena arena, MemorySegment file) throws MalformedDataException {
    this.path = path;
    this.arena = arena;
    sizeBytes = file.byteSize();
    footer = readFooter(file);
    pages = new Pages(file, footer.section(Section.CHECKSUMS));
    requireCounts();
    index =
        new IndexReader(
            pages.section(footer.section(Section.NAMES)),
            pages.section(footer.section(Section.DICTIONARIES)),
            pages.section(footer.section(Section.POSTINGS)),
            info().series());
  }

  /**
   * Opens a block.
   *
   * @throws MalformedDataException if it is none, or damaged where that can be told at once
   */
  static Block open(Disk disk, Path path) throws IOException {
    Arena arena = Arena.ofShared();
    try (DiskFile file = disk.open(path)) {
      return new Block(path, arena, file.map(arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static Footer readFooter(MemorySegment file) throws MalformedDataException {
    long tail = file.byteSize() - Footer.TAIL_BYTES;
    if (tail < Footer.HEADER_BYTES
        || file.get(INT, 0) != Footer.MAGIC
        || file.get(INT, tail + 2 * Integer.BYTES) != Footer.MAGIC) {
      throw new MalformedDataException("it does not begin and end like a block");
    }
    if (file.get(INT, Integer.BYTES) != Footer.VERSION) {
      throw new MalformedDataException("unknown version " + file.get(INT, Integer.BYTES));
    }
    int length = file.get(INT, tail);
    if (length < 0 || length > tail - Footer.HEADER_BYTES) {
      throw new MalformedDataException("a footer of " + length + " bytes");
    }
    byte[] bytes = new byte[length + ByteInput.PADDING];
    MemorySegment.copy(file, ValueLayout.JAVA_BYTE, tail - length, bytes, 0, length);
    if (BlockFile.crc(bytes, 0, length) != file.get(INT, tail + Integer.BYTES)) {
      throw new MalformedDataException("the checksum of the footer is wrong");
    }
    Footer footer = Footer.read(new ByteInput(bytes, 0, length), tail - length);
    requireChecksums(file, footer);
    return footer;
  }

  private static void requireChecksums(MemorySegment file, Footer footer)
      throws MalformedDataException {
    Range range = footer.section(Section.CHECKSUMS);
    byte[] checksums = file.asSlice(range.offset(), range.length()).toArray(ValueLayout.JAVA_BYTE);
    if (BlockFile.crc(checksums, 0, checksums.length) != footer.checksumsCrc()) {
      throw new MalformedDataException("the checksum of the checksums is wrong");
    }
  }

  private void requireCounts() throws MalformedDataException {
    long entries = footer.section(Section.ENTRIES).length();
    if (entries != (long) info().series() * ENTRY_BYTES) {
      throw new MalformedDataException(info().series() + " series in " + entries + " bytes");
    }
  }

  BlockInfo info() {
    return footer.info();
  }

  Path path() {
    return path;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  IndexReader index() {
    return index;
  }

  /** Keeps the file mapped; false if it is not any more. */
  boolean acquire() {
    int before = users.get();
    while (before > 0) {
      if (users.compareAndSet(before, before + 1)) {
        return true;
      }
      before = users.get();
    }
    return false;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      arena.close();
    }
  }

  /** The ordinals of the series that match and may have samples in the range. */
  RoaringBitmap select(SeriesSelection selection) throws MalformedDataException {
    RoaringBitmap found = index.select(selection.matchers());
    boolean wholeBlock =
        selection.fromMillis() <= info().firstMillis()
            && selection.toMillis() >= info().lastMillis();
    if (wholeBlock && selection.shards() == 1) {
      return found;
    }
    RoaringBitmap wanted = new RoaringBitmap();
    ChunkList chunks = new ChunkList();
    for (PeekableIntIterator it = found.getIntIterator(); it.hasNext(); ) {
      int ordinal = it.next();
      if (isInShard(ordinal, selection) && (wholeBlock || hasSamples(ordinal, selection, chunks))) {
        wanted.add(ordinal);
      }
    }
    return wanted;
  }

  private boolean isInShard(int ordinal, SeriesSelection selection) throws MalformedDataException {
    if (selection.shards() == 1) {
      return true;
    }
    long fingerprint = pages.getLong(footer.section(Section.ENTRIES), (long) ordinal * ENTRY_BYTES);
    return Math.floorMod(fingerprint, selection.shards()) == selection.shard();
  }

  private boolean hasSamples(int ordinal, SeriesSelection selection, ChunkList chunks)
      throws MalformedDataException {
    readChunks(ordinal, chunks);
    trim(chunks, selection.fromMillis(), selection.toMillis());
    return chunks.size > 0;
  }

  /** The bytes of a series. */
  private ByteInput entry(int ordinal) throws MalformedDataException {
    Range entries = footer.section(Section.ENTRIES);
    Range series = footer.section(Section.SERIES);
    long at = (long) ordinal * ENTRY_BYTES;
    long start = pages.getLong(entries, at + Long.BYTES);
    long end =
        ordinal + 1 < info().series()
            ? pages.getLong(entries, at + ENTRY_BYTES + Long.BYTES)
            : series.length();
    if (end - start < 0 || end - start > Integer.MAX_VALUE - ByteInput.PADDING) {
      throw new MalformedDataException("series " + ordinal + " of " + (end - start) + " bytes");
    }
    return pages.read(series, start, (int) (end - start));
  }

  Labels labels(int ordinal, LabelCache cache) throws MalformedDataException {
    return index.readLabels(entry(ordinal), cache);
  }

  String label(int ordinal, String name, LabelCache cache) throws MalformedDataException {
    return index.readLabel(entry(ordinal), name, cache);
  }

  /** Reads where the chunks of a series are. */
  void readChunks(int ordinal, ChunkList into) throws MalformedDataException {
    ByteInput in = entry(ordinal);
    index.skipLabels(in);
    into.read(in, columnCount());
  }

  /** Leaves out the chunks whose columns end before a range, or begin after it. */
  void trim(ChunkList chunks, long fromMillis, long toMillis) throws MalformedDataException {
    int from = 0;
    while (from < chunks.size && lastMillis(chunks.columns[from]) < fromMillis) {
      from++;
    }
    int to = chunks.size;
    while (to > from && firstMillis(chunks.columns[to - 1]) > toMillis) {
      to--;
    }
    chunks.keep(from, to);
  }

  long firstMillis(int column) throws MalformedDataException {
    return columnField(column, TimeColumns.FIRST_AT);
  }

  long lastMillis(int column) throws MalformedDataException {
    return columnField(column, TimeColumns.LAST_AT);
  }

  private long columnField(int column, int field) throws MalformedDataException {
    return pages.getLong(
        footer.section(Section.COLUMNS), (long) column * TimeColumns.ENTRY_BYTES + field);
  }

  int columnCount() {
    return (int) (footer.section(Section.COLUMNS).length() / TimeColumns.ENTRY_BYTES);
  }

  /** Number of rows of a time column. */
  int columnRows(int column) throws MalformedDataException {
    return pages.getInt(
        footer.section(Section.COLUMNS),
        (long) column * TimeColumns.ENTRY_BYTES + TimeColumns.ROWS_AT);
  }

  /** Decodes a time column. */
  long[] times(int column) throws MalformedDataException {
    int rows = columnRows(column);
    if (rows < 1 || rows > Chunk.MAX_ROWS) {
      throw new MalformedDataException("a time column of " + rows + " rows");
    }
    long[] times = new long[rows];
    new TimeDecoder().decode(timeBytes(column), rows, times, 0);
    return times;
  }

  /** The TC1 of a time column. */
  ByteInput timeBytes(int column) throws MalformedDataException {
    int length =
        pages.getInt(
            footer.section(Section.COLUMNS),
            (long) column * TimeColumns.ENTRY_BYTES + TimeColumns.LENGTH_AT);
    return pages.read(
        footer.section(Section.TIMES), columnField(column, TimeColumns.OFFSET_AT), length);
  }

  /** Copies the bytes of a chunk into the beginning of an array. */
  void copyChunk(long offset, int length, byte[] into) throws MalformedDataException {
    pages.copy(footer.section(Section.VALUES), offset, length, into);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
