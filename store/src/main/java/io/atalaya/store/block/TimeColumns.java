package io.atalaya.store.block;

import io.atalaya.store.codec.ByteOutput;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The time columns of a block being written, each kept once. */
final class TimeColumns {
  /** Bytes of an entry of the table, and where in it each field is. */
  static final int ENTRY_BYTES = 32;

  static final int FIRST_AT = 0;
  static final int LAST_AT = 8;
  static final int OFFSET_AT = 16;
  static final int LENGTH_AT = 24;
  static final int ROWS_AT = 28;

  private final Map<Column, Integer> known = new HashMap<>();
  private final ByteOutput times = new ByteOutput();
  private final ByteOutput table = new ByteOutput();

  private record Column(int rows, ByteBuffer bytes) {}

  /** The number of a column, which is added if it is new. */
  int add(byte[] tc1, int rows, long first, long last) {
    Integer number = known.get(new Column(rows, ByteBuffer.wrap(tc1)));
    if (number != null) {
      return number;
    }
    known.put(new Column(rows, ByteBuffer.wrap(tc1)), known.size());
    table.fixed64(first);
    table.fixed64(last);
    table.fixed64(times.size());
    table.fixed32(tc1.length);
    table.fixed32(rows);
    times.put(tc1, 0, tc1.length);
    return known.size() - 1;
  }

  /** The section TIMES. */
  ByteOutput times() {
    return times;
  }

  /** The section COLUMNS. */
  ByteOutput table() {
    return table;
  }
}
