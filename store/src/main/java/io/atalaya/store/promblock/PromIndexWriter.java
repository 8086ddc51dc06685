package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.promblock.PromIndex.ChunkRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Writes an index of version 2. Series must be added in the order of their labels. */
final class PromIndexWriter {
  private static final int VERSION = 2;
  private static final int SERIES_ALIGNMENT = 16;
  private static final int POSTINGS_ALIGNMENT = 4;

  private record Entry(Labels labels, List<ChunkRef> chunks) {}

  /** A label and its value; both empty for all series. */
  private record Pair(String name, String value) {
    static final Pair ALL = new Pair("", "");
    static final Comparator<Pair> ORDER =
        Comparator.comparing(Pair::name, Labels::compareUtf8)
            .thenComparing(Pair::value, Labels::compareUtf8);
  }

  private final List<Entry> series = new ArrayList<>();
  private final Map<String, Integer> symbols = new HashMap<>();
  private final TreeMap<Pair, IntStream.Builder> postings = new TreeMap<>(Pair.ORDER);

  void add(Labels labels, List<ChunkRef> chunks) {
    series.add(new Entry(labels, chunks));
  }

  void write(PromOutput out) throws IOException {
    out.int32(PromIndex.MAGIC);
    out.unsignedByte(VERSION);
    long symbolsAt = out.position();
    writeSymbols(out);
    out.align(SERIES_ALIGNMENT);
    long seriesAt = out.position();
    for (Entry entry : series) {
      writeSeries(entry, out);
    }
    long postingsAt = out.position();
    Map<Pair, Long> offsets = writePostings(out);
    long tableAt = out.position();
    writeTable(offsets, out);
    out.beginChecked();
    out.int64(symbolsAt);
    out.int64(seriesAt);
    // Label indices and their table are no longer used; a reference of 0 says there are none.
    out.int64(0);
    out.int64(0);
    out.int64(postingsAt);
    out.int64(tableAt);
    out.endChecked();
  }

  private void writeSymbols(PromOutput out) throws IOException {
    TreeSet<String> sorted = new TreeSet<>(Labels::compareUtf8);
    for (Entry entry : series) {
      entry
          .labels()
          .toMap()
          .forEach(
              (name, value) -> {
                sorted.add(name);
                sorted.add(value);
              });
    }
    ByteOutput section = new ByteOutput();
    for (String symbol : sorted) {
      symbols.put(symbol, symbols.size());
      section.text(symbol);
    }
    out.int32(Integer.BYTES + (long) section.size());
    out.beginChecked();
    out.int32(symbols.size());
    out.bytes(section.toByteArray());
    out.endChecked();
  }

  private int symbol(String text) {
    Integer number = symbols.get(text);
    if (number == null) {
      throw new IllegalStateException("all texts of the series are symbols");
    }
    return number;
  }

  private void writeSeries(Entry entry, PromOutput out) throws IOException {
    out.align(SERIES_ALIGNMENT);
    int id = Math.toIntExact(out.position() / SERIES_ALIGNMENT);
    ByteOutput body = new ByteOutput();
    body.unsigned(entry.labels().size());
    note(Pair.ALL, id);
    entry
        .labels()
        .toMap()
        .forEach(
            (name, value) -> {
              body.unsigned(symbol(name));
              body.unsigned(symbol(value));
              note(new Pair(name, value), id);
            });
    writeChunks(entry.chunks(), body);
    out.uvarint(body.size());
    out.beginChecked();
    out.bytes(body.toByteArray());
    out.endChecked();
  }

  private void note(Pair pair, int id) {
    postings.computeIfAbsent(pair, p -> IntStream.builder()).add(id);
  }

  private static void writeChunks(List<ChunkRef> chunks, ByteOutput body) {
    body.unsigned(chunks.size());
    ChunkRef before = null;
    for (ChunkRef chunk : chunks) {
      if (before == null) {
        body.signed(chunk.firstMillis());
      } else {
        body.unsigned(chunk.firstMillis() - before.lastMillis());
      }
      body.unsigned(chunk.lastMillis() - chunk.firstMillis());
      if (before == null) {
        body.unsigned(chunk.ref());
      } else {
        body.signed(chunk.ref() - before.ref());
      }
      before = chunk;
    }
  }

  private Map<Pair, Long> writePostings(PromOutput out) throws IOException {
    Map<Pair, Long> offsets = new TreeMap<>(Pair.ORDER);
    for (Map.Entry<Pair, IntStream.Builder> list : postings.entrySet()) {
      out.align(POSTINGS_ALIGNMENT);
      offsets.put(list.getKey(), out.position());
      int[] ids = list.getValue().build().toArray();
      out.int32(Integer.BYTES * (1L + ids.length));
      out.beginChecked();
      out.int32(ids.length);
      for (int id : ids) {
        out.int32(id);
      }
      out.endChecked();
    }
    return offsets;
  }

  private static void writeTable(Map<Pair, Long> offsets, PromOutput out) throws IOException {
    ByteOutput table = new ByteOutput();
    offsets.forEach(
        (pair, offset) -> {
          table.unsigned(2);
          table.text(pair.name());
          table.text(pair.value());
          table.unsigned(offset);
        });
    out.int32(Integer.BYTES + (long) table.size());
    out.beginChecked();
    out.int32(offsets.size());
    out.bytes(table.toByteArray());
    out.endChecked();
  }
}
