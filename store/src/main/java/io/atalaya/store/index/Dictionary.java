package io.atalaya.store.index;

import io.atalaya.model.Labels;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.MalformedDataException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The values of one label name, sorted; read block by block as they are needed. */
final class Dictionary {
  private final String name;
  private final SectionBytes bytes;
  private final int values;
  private final long start;
  private final int[] blocks;
  private final int blocksEnd;

  /** The dictionary of {@code length} bytes at {@code start}. */
  Dictionary(String name, SectionBytes bytes, int values, long start, int length)
      throws MalformedDataException {
    this.name = name;
    this.bytes = bytes;
    this.values = values;
    this.start = start;
    int count = (values + IndexWriter.BLOCK_VALUES - 1) / IndexWriter.BLOCK_VALUES;
    blocksEnd = length - count * Integer.BYTES;
    if (blocksEnd < 0) {
      throw new MalformedDataException("dictionary of " + name + " has no room for its blocks");
    }
    blocks = new int[count];
    ByteInput table = bytes.read(start + blocksEnd, count * Integer.BYTES);
    for (int b = 0; b < count; b++) {
      blocks[b] = table.fixed32();
    }
  }

  String name() {
    return name;
  }

  /** Number of values. */
  int size() {
    return values;
  }

  int blockCount() {
    return blocks.length;
  }

  /** The block that has a value number. */
  static int blockOf(int value) {
    return value / IndexWriter.BLOCK_VALUES;
  }

  private ByteInput input(int block) throws MalformedDataException {
    int end = block + 1 < blocks.length ? blocks[block + 1] : blocksEnd;
    if (blocks[block] < 0 || end < blocks[block] || end > blocksEnd) {
      throw new MalformedDataException("block " + block + " of dictionary of " + name);
    }
    return bytes.read(start + blocks[block], end - blocks[block]);
  }

  private String firstOf(int block) throws MalformedDataException {
    return input(block).text();
  }

  /** The values of a block, in order. */
  Term[] block(int block) throws MalformedDataException {
    ByteInput in = input(block);
    int before = block * IndexWriter.BLOCK_VALUES;
    Term[] terms = new Term[Math.min(IndexWriter.BLOCK_VALUES, values - before)];
    byte[] text = new byte[0];
    for (int i = 0; i < terms.length; i++) {
      int shared = i == 0 ? 0 : in.count(text.length);
      int rest = in.count(in.remaining());
      text = Arrays.copyOf(text, shared + rest);
      in.copyTo(text, shared, rest);
      terms[i] = readTerm(new String(text, StandardCharsets.UTF_8), in);
    }
    return terms;
  }

  private static Term readTerm(String value, ByteInput in) throws MalformedDataException {
    int series = in.count(Integer.MAX_VALUE);
    return series == 1
        ? new Term(value, 1, in.count(Integer.MAX_VALUE), 0)
        : new Term(value, series, in.unsigned(), in.count(Integer.MAX_VALUE));
  }

  /** The block in which a value is if it is anywhere; 0 if it would come before all. */
  int blockFor(String value) throws MalformedDataException {
    int low = 0;
    int high = blocks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Labels.compareUtf8(firstOf(middle), value) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
