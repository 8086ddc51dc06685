package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.codec.HistogramEncoder;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.codec.TimeEncoder;
import io.atalaya.store.codec.ValueEncoder;
import io.atalaya.store.log.FrameFileReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples of an epoch in a mapped file, as the body of an EPOCH record: a column of each member,
 * behind a table of where each begins.
 *
 * <pre>
 * members + 1 times: u32 offset behind the table * 8
 *   + flags: 1 histograms, 2 starts, 4 ends early
 * then per member with values:
 *   [ends early: u8 rows up to the last one with a value]
 *   VC1 or, if it has histograms, HC1 of all rows, those without a value as {@link Columns#ABSENT}
 *   [TC1 of start times]
 * </pre>
 *
 * What is read is checked first. If the file has gone bad, that is told once, and the epoch reads
 * as empty: queries go on with all the rest.
 */
final class StoredData implements EpochData {
  private static final Logger LOG = LoggerFactory.getLogger(StoredData.class);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int HISTOGRAMS = 1;
  private static final int STARTS = 2;
  private static final int ENDS_EARLY = 4;
  private static final int FLAG_BITS = 3;

  private enum State {
    UNREAD,
    GOOD,
    DAMAGED
  }

  private final MemorySegment body;
  private final int members;
  private final int rows;
  private final int checksum;

  /** Own member to member in the file, or null if they are the same. */
  private final int @Nullable [] places;

  private volatile State state = State.UNREAD;

  StoredData(MemorySegment body, int members, int rows, int checksum, int @Nullable [] places) {
    this.body = body;
    this.members = members;
    this.rows = rows;
    this.checksum = checksum;
    this.places = places;
  }

  /** Writes the body for an epoch. */
  static final class Writer {
    private final ByteOutput table = new ByteOutput();
    private final ByteOutput columns = new ByteOutput();
    private final ValueEncoder values = new ValueEncoder();
    private final HistogramEncoder histograms = new HistogramEncoder();
    private final TimeEncoder times = new TimeEncoder();
    private final double[] rowValues = new double[Columns.ROWS];
    private final long[] rowStarts = new long[Columns.ROWS];

    /** The bytes, valid until the next call. */
    ByteOutput write(OpenData data, int rows) {
      table.clear();
      columns.clear();
      int members = data.values().members();
      for (int member = 0; member < members; member++) {
        int begin = columns.size();
        int flags = data.hasValues(member) ? column(data, member, rows) : 0;
        table.fixed32(begin << FLAG_BITS | flags);
      }
      table.fixed32(columns.size() << FLAG_BITS);
      if (columns.size() >= 1 << (30 - FLAG_BITS)) {
        throw new IllegalStateException("an epoch of " + columns.size() + " bytes");
      }
      table.put(columns);
      return table;
    }

    private int column(OpenData data, int member, int rows) {
      int flags = 0;
      int last = data.lastRow(member);
      if (last < rows - 1) {
        flags |= ENDS_EARLY;
        columns.put(last + 1);
      }
      data.values().copy(member, rows, rowValues, 0);
      @Nullable Histogram[] own = data.histogramsOf(member);
      if (own == null) {
        values.encode(rowValues, 0, rows, ValueEncoder.NO_HINT, columns);
      } else {
        flags |= HISTOGRAMS;
        histograms.encode(own, rowValues, 0, rows, columns);
      }
      if (data.hasStarts(member)) {
        flags |= STARTS;
        for (int row = 0; row < rows; row++) {
          rowStarts[row] = data.start(member, row);
        }
        times.encode(rowStarts, 0, rows, columns);
      }
      return flags;
    }
  }

  /** Whether the bytes are as they were written. */
  boolean isGood() {
    if (state == State.UNREAD) {
      state = FrameFileReader.checksum(body) == checksum ? State.GOOD : State.DAMAGED;
      if (state == State.DAMAGED) {
        LOG.error(
            "{} samples rows of {} series in a file of the head are damaged and left out",
            rows,
            members);
      }
    }
    return state == State.GOOD;
  }

  private int placeOf(int member) {
    int place = member;
    if (places != null) {
      place = member < places.length ? places[member] : SeriesTable.NONE;
    }
    return place < members ? place : SeriesTable.NONE;
  }

  private int entry(int place) {
    return body.get(INT, (long) place * Integer.BYTES);
  }

  @Override
  public int lastRow(int member) {
    int place = placeOf(member);
    if (place < 0 || state == State.DAMAGED) {
      return -1;
    }
    int entry = entry(place);
    int from = entry >>> FLAG_BITS;
    if (from >= entry(place + 1) >>> FLAG_BITS) {
      return -1;
    }
    if ((entry & ENDS_EARLY) == 0 || columnsAt() + from >= body.byteSize()) {
      return rows - 1;
    }
    return Math.min(rows, body.get(ValueLayout.JAVA_BYTE, columnsAt() + from) & 0xff) - 1;
  }

  /** Where the columns begin. */
  private long columnsAt() {
    return (members + 1L) * Integer.BYTES;
  }

  @Override
  public LateSamples.@Nullable Sample sample(int member, int row, long time, Scratch scratch) {
    SeriesSamples one = new SeriesSamples();
    one.ensureCapacity(rows);
    one.to = rows;
    read(member, rows, one, 0, scratch);
    Histogram histogram = one.histograms == null ? null : one.histograms[row];
    long bits = Double.doubleToRawLongBits(one.values[row]);
    long start = one.startMillis == null ? 0 : one.startMillis[row];
    return histogram == null && bits == Columns.ABSENT
        ? null
        : new LateSamples.Sample(time, bits, start, histogram);
  }

  @Override
  public void read(int member, int wanted, SeriesSamples into, int at, Scratch scratch) {
    try {
      if (isGood() && hasValues(member)) {
        decode(placeOf(member), into, at, scratch);
        return;
      }
    } catch (MalformedDataException e) {
      LOG.error("a column of the head is damaged and left out", e);
      state = State.DAMAGED;
    }
    double absent = Double.longBitsToDouble(Columns.ABSENT);
    Arrays.fill(into.values, at, at + rows, absent);
  }

  private void decode(int place, SeriesSamples into, int at, Scratch scratch)
      throws MalformedDataException {
    int entry = entry(place);
    int from = entry >>> FLAG_BITS;
    int length = (entry(place + 1) >>> FLAG_BITS) - from;
    byte[] bytes = scratch.room(length);
    MemorySegment.copy(body, ValueLayout.JAVA_BYTE, columnsAt() + from, bytes, 0, length);
    scratch.in.reset(bytes, (entry & ENDS_EARLY) == 0 ? 0 : 1, length);
    if ((entry & HISTOGRAMS) != 0) {
      scratch.histograms.decode(scratch.in, rows, Column.histogramsOf(into), into.values, at);
    } else {
      scratch.values.decode(scratch.in, rows, into.values, at);
    }
    if ((entry & STARTS) != 0) {
      scratch.times.decode(scratch.in, rows, Column.startsOf(into), at);
    }
  }
}
