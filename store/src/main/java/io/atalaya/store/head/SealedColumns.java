package io.atalaya.store.head;

import io.atalaya.model.SampleValue;
import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;
import java.util.Arrays;

/**
 * Columns of an epoch that does not grow any more, packed: each with the operations of the log (see
 * the package), now from row to row of one member instead of from row to row of the group. A
 * constant takes a few bytes, a changing series one to two per row.
 *
 * <pre>
 * member m   data[offsets[m] … offsets[m + 1])   empty if the member has no value
 *            uv unchanged, operation, uv unchanged, operation, …, END
 * </pre>
 *
 * "Unchanged" rows have the value before, which is 0 at first; SKIP leaves rows without a value;
 * HISTOGRAM is a row whose histogram is kept beside.
 */
final class SealedColumns implements ColumnData {
  private final int[] offsets;
  private final byte[] data;

  private SealedColumns(int[] offsets, byte[] data) {
    this.offsets = offsets;
    this.data = data;
  }

  /** Bytes of all packed columns. */
  int dataBytes() {
    return data.length;
  }

  static SealedColumns of(Columns columns) {
    Frame out = new Frame();
    int[] offsets = new int[columns.members() + 1];
    for (int member = 0; member < offsets.length - 1; member++) {
      write(columns, member, out);
      offsets[member + 1] = out.size();
    }
    return new SealedColumns(offsets, out.payload());
  }

  private static void write(Columns columns, int member, Frame out) {
    int end = columns.end(member);
    if (end == 0) {
      return;
    }
    long before = 0;
    byte hint = 0;
    int unchanged = 0;
    int skipped = 0;
    for (int row = 0; row < end; row++) {
      long bits = columns.get(member, row);
      if (bits == Columns.ABSENT) {
        skipped++;
        continue;
      }
      if (skipped > 0) {
        skip(out, unchanged, skipped);
        unchanged = 0;
        skipped = 0;
      }
      if (bits == before) {
        unchanged++;
        continue;
      }
      out.putUnsigned(unchanged);
      unchanged = 0;
      if (bits == Columns.HISTOGRAM) {
        ValueCoder.putCode(out, ValueCoder.HISTOGRAM);
      } else {
        hint = ValueCoder.write(out, before, bits, hint);
        before = ValueCoder.toBuildOn(before, bits);
      }
    }
    out.putUnsigned(unchanged);
    ValueCoder.putCode(out, ValueCoder.END);
  }

  private static void skip(Frame out, int unchanged, int skipped) {
    out.putUnsigned(unchanged);
    ValueCoder.putCode(out, ValueCoder.SKIP);
    out.putUnsigned(skipped);
  }

  @Override
  public int end(int member) {
    return member < offsets.length - 1 && offsets[member] < offsets[member + 1] ? Columns.ROWS : 0;
  }

  @Override
  public long get(int member, int row) {
    double[] rows = new double[row + 1];
    copy(member, row + 1, rows, 0);
    return Double.doubleToRawLongBits(rows[row]);
  }

  @Override
  public void copy(int member, int limit, double[] target, int at) {
    int row = 0;
    if (end(member) > 0) {
      int length = offsets[member + 1] - offsets[member];
      try {
        row = decode(new FrameInput(data, offsets[member], length), limit, target, at);
      } catch (MalformedFrameException e) {
        throw new IllegalStateException("a column was packed wrongly", e);
      }
    }
    Arrays.fill(target, at + row, at + limit, Double.longBitsToDouble(Columns.ABSENT));
  }

  private static int decode(FrameInput in, int limit, double[] target, int at)
      throws MalformedFrameException {
    long bits = 0;
    int row = 0;
    while (row < limit) {
      int unchanged = Math.min(in.readCount(Columns.ROWS + 1), limit - row);
      Arrays.fill(target, at + row, at + row + unchanged, Double.longBitsToDouble(bits));
      row += unchanged;
      if (row == limit) {
        return row;
      }
      long operation = in.readUnsigned();
      int code = (int) (operation >>> 1);
      if ((operation & 1) == 0) {
        bits = ValueCoder.addWhole(bits, operation);
        target[at + row++] = Double.longBitsToDouble(bits);
      } else if (code <= ValueCoder.MAX_DECIMALS) {
        bits = ValueCoder.read(in, bits, code);
        target[at + row++] = Double.longBitsToDouble(bits);
      } else if (code == ValueCoder.END) {
        return row;
      } else {
        row = special(in, code, row, limit, target, at);
      }
    }
    return row;
  }

  /** Handles what leaves the value to build on as it is; returns the next row. */
  private static int special(FrameInput in, int code, int row, int limit, double[] target, int at)
      throws MalformedFrameException {
    if (code == ValueCoder.SKIP) {
      int to = Math.min(limit, row + in.readCount(Columns.ROWS + 1));
      Arrays.fill(target, at + row, at + to, Double.longBitsToDouble(Columns.ABSENT));
      return to;
    }
    long bits = code == ValueCoder.STALE ? SampleValue.STALE_BITS : Columns.HISTOGRAM;
    target[at + row] = Double.longBitsToDouble(bits);
    return row + 1;
  }
}
