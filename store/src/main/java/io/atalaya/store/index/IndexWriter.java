package io.atalaya.store.index;

import io.atalaya.model.Labels;
import io.atalaya.store.codec.ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** Collects the labels of series, in the order of their ordinals, and writes the index of them. */
public final class IndexWriter {
  /** Values in a block of a dictionary. */
  static final int BLOCK_VALUES = 16;

  /** A value of a name, while its place in the dictionary is not known yet. */
  private static final class Value {
    final String text;
    final RoaringBitmap series = new RoaringBitmap();
    int number;

    Value(String text) {
      this.text = text;
    }
  }

  private static final class Name {
    final String text;
    final int number;
    final Map<String, Value> values = new HashMap<>();

    Name(String text, int number) {
      this.text = text;
      this.number = number;
    }
  }

  private final Map<String, Name> names = new HashMap<>();
  private final List<Name> inOrder = new ArrayList<>();
  private final Map<List<Integer>, Integer> shapes = new HashMap<>();
  private final List<List<Integer>> shapesInOrder = new ArrayList<>();
  private final List<Value[]> series = new ArrayList<>();
  private final List<Integer> shapeOf = new ArrayList<>();
  private final ByteOutput nameTable = new ByteOutput();
  private final ByteOutput dictionaries = new ByteOutput();
  private final ByteOutput postings = new ByteOutput();

  /** Adds the series with the next ordinal. */
  public void add(Labels labels) {
    Value[] values = new Value[labels.size()];
    List<Integer> shape = new ArrayList<>(labels.size());
    for (int i = 0; i < values.length; i++) {
      Name name = names.computeIfAbsent(labels.name(i), this::newName);
      shape.add(name.number);
      values[i] = name.values.computeIfAbsent(labels.value(i), Value::new);
      values[i].series.add(series.size());
    }
    shapeOf.add(shapes.computeIfAbsent(shape, this::newShape));
    series.add(values);
  }

  private Name newName(String text) {
    Name name = new Name(text, inOrder.size());
    inOrder.add(name);
    return name;
  }

  private Integer newShape(List<Integer> shape) {
    shapesInOrder.add(shape);
    return shapesInOrder.size() - 1;
  }

  public int seriesCount() {
    return series.size();
  }

  /** Writes everything but the series; no series can be added any more. */
  public void finish() {
    nameTable.unsigned(inOrder.size());
    for (Name name : inOrder) {
      int start = dictionaries.size();
      writeDictionary(name);
      nameTable.text(name.text);
      nameTable.unsigned(name.values.size());
      nameTable.unsigned(start);
      nameTable.unsigned(dictionaries.size() - start);
    }
    nameTable.unsigned(shapesInOrder.size());
    for (List<Integer> shape : shapesInOrder) {
      nameTable.unsigned(shape.size());
      shape.forEach(nameTable::unsigned);
    }
  }

  private void writeDictionary(Name name) {
    Value[] sorted = name.values.values().toArray(Value[]::new);
    Arrays.sort(sorted, Comparator.comparing((Value v) -> v.text, Labels::compareUtf8));
    int start = dictionaries.size();
    List<Integer> blocks = new ArrayList<>();
    byte[] before = new byte[0];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i].number = i;
      byte[] text = sorted[i].text.getBytes(StandardCharsets.UTF_8);
      int shared = 0;
      if (i % BLOCK_VALUES == 0) {
        blocks.add(dictionaries.size() - start);
      } else {
        int mismatch = Arrays.mismatch(before, text);
        shared = mismatch < 0 ? text.length : mismatch;
        dictionaries.unsigned(shared);
      }
      dictionaries.unsigned(text.length - shared);
      dictionaries.put(text, shared, text.length - shared);
      writePostings(sorted[i].series);
      before = text;
    }
    blocks.forEach(dictionaries::fixed32);
  }

  private void writePostings(RoaringBitmap ordinals) {
    int count = ordinals.getCardinality();
    dictionaries.unsigned(count);
    if (count == 1) {
      dictionaries.unsigned(ordinals.first());
      return;
    }
    ordinals.runOptimize();
    byte[] bytes = portable(ordinals);
    dictionaries.unsigned(postings.size());
    dictionaries.unsigned(bytes.length);
    postings.put(bytes, 0, bytes.length);
  }

  private static byte[] portable(RoaringBitmap ordinals) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ordinals.serializedSizeInBytes());
    try {
      ordinals.serialize(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The names, after {@link #finish}. */
  public ByteOutput names() {
    return nameTable;
  }

  /** The dictionaries, after {@link #finish}. */
  public ByteOutput dictionaries() {
    return dictionaries;
  }

  /** The postings, after {@link #finish}. */
  public ByteOutput postings() {
    return postings;
  }

  /** Writes the labels of a series, after {@link #finish}. */
  public void writeSeries(int ordinal, ByteOutput out) {
    out.unsigned(shapeOf.get(ordinal));
    for (Value value : series.get(ordinal)) {
      out.unsigned(value.number);
    }
  }
}
