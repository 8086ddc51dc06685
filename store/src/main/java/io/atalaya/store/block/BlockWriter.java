package io.atalaya.store.block;

import io.atalaya.model.Labels;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.disk.DiskFile;
import io.atalaya.store.index.IndexWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Writes a block: for each series, in order, {@link #begin} and its chunks, oldest first; then
 * {@link #finish}. Chunks go to the file at once, everything else is kept until the end.
 */
final class BlockWriter {
  private static final int ID_BYTES = 16;

  /**
   * A chunk.
   *
   * @param column number of its time column
   * @param row where in the column it begins
   * @param bytes its rows, coded
   */
  record NewChunk(
      int column,
      int row,
      int rows,
      boolean hasHistograms,
      boolean hasStarts,
      long firstMillis,
      long lastMillis,
      ByteOutput bytes) {}

  private final BlockFile file;
  private final Map<Section, Range> sections = new EnumMap<>(Section.class);
  private final TimeColumns columns = new TimeColumns();
  private final IndexWriter index = new IndexWriter();
  private final ByteOutput fingerprints = new ByteOutput();

  /** Chunk lists of all series, one after the other, and where each ends. */
  private final ByteOutput chunkLists = new ByteOutput();

  private int[] listEnds = new int[1024];
  private final ByteOutput list = new ByteOutput();
  private int listed;
  private int columnBefore;
  private long chunks;
  private long samples;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  BlockWriter(DiskFile disk) throws IOException {
    file = new BlockFile(disk);
    ByteOutput header = new ByteOutput();
    header.fixed32(Footer.MAGIC);
    header.fixed32(Footer.VERSION);
    file.write(header);
  }

  TimeColumns columns() {
    return columns;
  }

  long samples() {
    return samples;
  }

  /** Begins a series, which must come after the one before. */
  void begin(Labels labels) {
    endList();
    index.add(labels);
    fingerprints.fixed64(labels.fingerprint());
  }

  private void endList() {
    int series = index.seriesCount();
    if (series == 0) {
      return;
    }
    chunkLists.unsigned(listed);
    chunkLists.put(list);
    if (series > listEnds.length) {
      listEnds = Arrays.copyOf(listEnds, series * 2);
    }
    listEnds[series - 1] = chunkLists.size();
    list.clear();
    listed = 0;
  }

  /** Adds a chunk to the series begun last. */
  void add(NewChunk chunk) throws IOException {
    if (listed == 0) {
      list.unsigned(chunk.column());
    } else {
      list.signed(chunk.column() - columnBefore);
    }
    columnBefore = chunk.column();
    list.unsigned(chunk.row());
    list.unsigned(ChunkList.shape(chunk.rows(), chunk.hasStarts(), chunk.hasHistograms()));
    if (listed == 0) {
      list.unsigned(file.position() - Footer.HEADER_BYTES);
    }
    list.unsigned(chunk.bytes().size());
    file.write(chunk.bytes());
    listed++;
    chunks++;
    samples += chunk.rows();
    firstMillis = Math.min(firstMillis, chunk.firstMillis());
    lastMillis = Math.max(lastMillis, chunk.lastMillis());
  }

  /** Writes the rest. The file is complete afterwards, but not forced to the disk. */
  BlockInfo finish(String tenant, long fromMillis, long toMillis, long position)
      throws IOException {
    endList();
    index.finish();
    long valuesEnd = file.position();
    sections.put(Section.VALUES, new Range(Footer.HEADER_BYTES, valuesEnd - Footer.HEADER_BYTES));
    write(Section.TIMES, columns.times());
    ByteOutput entries = writeSeries();
    write(Section.DICTIONARIES, index.dictionaries());
    write(Section.POSTINGS, index.postings());
    write(Section.COLUMNS, columns.table());
    write(Section.ENTRIES, entries);
    write(Section.NAMES, index.names());
    ByteOutput checksums = file.endPages();
    sections.put(Section.CHECKSUMS, new Range(file.position(), checksums.size()));
    file.writeUnpaged(checksums);
    BlockInfo info =
        new BlockInfo(
            id(tenant, fromMillis, toMillis, checksums),
            tenant,
            fromMillis,
            toMillis,
            firstMillis,
            lastMillis,
            position,
            index.seriesCount(),
            chunks,
            samples);
    writeFooter(new Footer(info, sections, BlockFile.crc(checksums.array(), 0, checksums.size())));
    return info;
  }

  private void write(Section section, ByteOutput bytes) throws IOException {
    sections.put(section, new Range(file.position(), bytes.size()));
    file.write(bytes);
  }

  /** Writes the series and returns where each is. */
  private ByteOutput writeSeries() throws IOException {
    ByteOutput entries = new ByteOutput();
    ByteOutput one = new ByteOutput();
    long start = file.position();
    int listStart = 0;
    for (int i = 0; i < index.seriesCount(); i++) {
      entries.put(fingerprints.array(), i * Long.BYTES, Long.BYTES);
      entries.fixed64(file.position() - start);
      one.clear();
      index.writeSeries(i, one);
      one.put(chunkLists.array(), listStart, listEnds[i] - listStart);
      listStart = listEnds[i];
      file.write(one);
    }
    sections.put(Section.SERIES, new Range(start, file.position() - start));
    return entries;
  }

  private static String id(String tenant, long from, long to, ByteOutput checksums) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((from + "-" + to + "-" + tenant).getBytes(StandardCharsets.UTF_8));
      digest.update(checksums.array(), 0, checksums.size());
      return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void writeFooter(Footer footer) throws IOException {
    ByteOutput out = new ByteOutput();
    footer.write(out);
    int length = out.size();
    out.fixed32(length);
    out.fixed32(BlockFile.crc(out.array(), 0, length));
    out.fixed32(Footer.MAGIC);
    file.writeUnpaged(out);
  }
}
