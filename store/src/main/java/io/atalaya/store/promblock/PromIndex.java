package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.store.codec.MalformedDataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The series of a Prometheus index. */
final class PromIndex {
  static final int MAGIC = 0xBAAAD700;
  private static final int TOC_BYTES = 6 * Long.BYTES + Integer.BYTES;
  private static final int SERIES_ALIGNMENT = 16;

  /** Where the samples of a chunk are. */
  record ChunkRef(long firstMillis, long lastMillis, long ref) {}

  /**
   * A series.
   *
   * @param ref by which tombstones name it
   * @param chunksAt where its list of chunks begins
   */
  record Series(Labels labels, long ref, long chunksAt) {}

  private final PromBytes file;
  private final int version;
  private final Map<Long, String> symbols = new HashMap<>();
  private final List<Series> series = new ArrayList<>();

  PromIndex(PromBytes file) throws MalformedDataException {
    this.file = file;
    PromBytes head = file.at(0);
    if (head.int32() != MAGIC) {
      throw new MalformedDataException("the index does not begin like one");
    }
    version = head.unsignedByte();
    if (version < 1 || version > 3) {
      throw new MalformedDataException("unknown version " + version + " of the index");
    }
    PromBytes toc = file.at(file.size() - TOC_BYTES);
    long start = toc.position();
    long[] sections = new long[6];
    for (int i = 0; i < sections.length; i++) {
      sections[i] = toc.int64();
    }
    toc.requireChecksum(start, "the table of contents");
    readSymbols(file.at(sections[0]));
    readSeries(file.at(sections[1]), end(sections, start));
  }

  /** Where the section after the series begins. */
  private static long end(long[] sections, long toc) {
    long end = toc;
    for (long section : sections) {
      end = section > sections[1] ? Math.min(end, section) : end;
    }
    return end;
  }

  private void readSymbols(PromBytes in) throws MalformedDataException {
    long length = Integer.toUnsignedLong(in.int32());
    long start = in.position();
    long count = Integer.toUnsignedLong(in.int32());
    for (long i = 0; i < count; i++) {
      // The first version named a symbol by its place in the file.
      long key = version == 1 ? in.position() : i;
      symbols.put(key, in.text());
    }
    in.at(start).skip(length);
    PromBytes checked = file.at(start + length);
    checked.requireChecksum(start, "the symbols");
  }

  private void readSeries(PromBytes start, long end) throws MalformedDataException {
    PromBytes in = start;
    while (true) {
      in = file.at(aligned(in.position()));
      if (in.position() >= end) {
        return;
      }
      long ref = version == 1 ? in.position() : in.position() / SERIES_ALIGNMENT;
      int length = in.count();
      if (version == 1 && length == 0) {
        // Padding before the next section.
        continue;
      }
      long body = in.position();
      Labels labels = labels(in);
      series.add(new Series(labels, ref, in.position()));
      in = file.at(body + length);
      in.requireChecksum(body, "series " + labels);
    }
  }

  private long aligned(long position) {
    long unit = version == 1 ? 1 : SERIES_ALIGNMENT;
    return (position + unit - 1) / unit * unit;
  }

  private Labels labels(PromBytes in) throws MalformedDataException {
    String[] pairs = new String[2 * in.count()];
    for (int i = 0; i < pairs.length; i++) {
      String text = symbols.get(in.uvarint());
      if (text == null) {
        throw new MalformedDataException("a series has a label that is not among the symbols");
      }
      pairs[i] = text;
    }
    return Labels.of(pairs);
  }

  List<Series> series() {
    return series;
  }

  List<ChunkRef> chunks(Series of) throws MalformedDataException {
    PromBytes in = file.at(of.chunksAt());
    List<ChunkRef> chunks = new ArrayList<>();
    long time = 0;
    long ref = 0;
    for (int left = in.count(); left > 0; left--) {
      boolean first = chunks.isEmpty();
      time += first ? in.varint() : in.uvarint();
      long firstMillis = time;
      time += in.uvarint();
      ref += first ? in.uvarint() : in.varint();
      chunks.add(new ChunkRef(firstMillis, time, ref));
    }
    return chunks;
  }
}
