package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.SampleValue;
import io.atalaya.store.codec.MalformedDataException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Histograms of one layout between which no counter is reset. Counts of whole numbers are written
 * by the change of their change, bucket counts by their distance from the bucket before; other
 * counts as floats are.
 */
final class HistogramChunk {
  private static final int HEADER_BYTES = 3;
  private static final int FLAGS = 0xc0;

  /** What is left for the number of samples where flags are in the same bytes. */
  private static final int FEW_ROWS = 0x3fff;

  private static final int UNKNOWN = 0x00;
  private static final int RESET = 0x80;
  private static final int GAUGE = 0xc0;

  private HistogramChunk() {}

  /** A whole number that is coded by the change of its change. */
  private static final class Count {
    private long value;
    private long change;

    void readNext(BitReader in) throws MalformedDataException {
      change += in.varbitSigned();
      value += change;
    }

    void writeNext(long next, BitWriter out) {
      long newChange = next - value;
      out.varbitSigned(newChange - change);
      change = newChange;
      value = next;
    }
  }

  private static Count[] counts(int length) {
    Count[] counts = new Count[length];
    for (int i = 0; i < length; i++) {
      counts[i] = new Count();
    }
    return counts;
  }

  private static XorValue[] floats(int length) {
    XorValue[] values = new XorValue[length];
    for (int i = 0; i < length; i++) {
      values[i] = new XorValue();
    }
    return values;
  }

  private static boolean isStale(double sum) {
    return Double.doubleToRawLongBits(sum) == SampleValue.STALE_BITS;
  }

  private static ResetHint hint(int flags, int row) {
    if (flags == GAUGE) {
      return ResetHint.GAUGE;
    }
    // What came before the first is in another chunk, perhaps not the one there was at writing.
    return row == 0 ? ResetHint.UNKNOWN : ResetHint.NOT_RESET;
  }

  /**
   * Reads a chunk.
   *
   * <pre>
   * without start times   u16 samples                   | flags in the first two bits of u8
   * with them             flags: 2 bits | samples: 14   | u8, see StartTimes
   * </pre>
   */
  static void decode(byte[] chunk, boolean integer, boolean withStarts, Samples into)
      throws MalformedDataException {
    if (chunk.length < HEADER_BYTES) {
      throw new MalformedDataException("a histogram chunk of " + chunk.length + " bytes");
    }
    int count = (chunk[0] & 0xff) << 8 | (chunk[1] & 0xff);
    int rows = withStarts ? count & FEW_ROWS : count;
    if (rows == 0) {
      return;
    }
    BitReader in = new BitReader(chunk, HEADER_BYTES);
    int flags = chunk[withStarts ? 0 : 2] & FLAGS;
    StartTimes starts = withStarts ? StartTimes.of(chunk[2]) : StartTimes.none();
    try {
      HistogramLayout layout = HistogramLayout.read(in);
      if (integer) {
        decodeIntegers(in, layout, rows, flags, starts, into);
      } else {
        decodeFloats(in, layout, rows, flags, starts, into);
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("a chunk has an impossible histogram", e);
    }
  }

  private static void decodeIntegers(
      BitReader in, HistogramLayout layout, int rows, int flags, StartTimes starts, Samples into)
      throws MalformedDataException {
    Count time = new Count();
    Count count = new Count();
    Count zero = new Count();
    XorValue sum = new XorValue();
    Count[] positive = counts(layout.positiveBuckets());
    Count[] negative = counts(layout.negativeBuckets());
    for (int row = 0; row < rows; row++) {
      long before = time.value;
      if (row == 0) {
        time.value = in.varbitSigned();
        count.value = in.varbitUnsigned();
        zero.value = in.varbitUnsigned();
        sum.readFirst(in);
        for (Count bucket : concat(positive, negative)) {
          bucket.value = in.varbitSigned();
        }
      } else {
        time.readNext(in);
        count.readNext(in);
        zero.readNext(in);
        sum.read(in);
        readBuckets(in, isStale(sum.value()) ? List.of() : concat(positive, negative));
      }
      if (isStale(sum.value())) {
        into.add(time.value, sum.value());
      } else {
        into.add(
            time.value,
            histogram(
                layout,
                new double[] {zero.value, count.value, sum.value()},
                absolute(positive),
                absolute(negative),
                hint(flags, row),
                true));
      }
      into.setStart(starts.next(in, row, time.value, before));
    }
  }

  private static void readBuckets(BitReader in, List<Count> buckets) throws MalformedDataException {
    for (Count bucket : buckets) {
      bucket.readNext(in);
    }
  }

  private static List<Count> concat(Count[] some, Count[] more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toList();
  }

  private static double[] absolute(Count[] distances) {
    double[] counts = new double[distances.length];
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      count += distances[i].value;
      counts[i] = count;
    }
    return counts;
  }

  private static Histogram histogram(
      HistogramLayout layout,
      double[] zeroCountSum,
      double[] positive,
      double[] negative,
      ResetHint hint,
      boolean integer) {
    return new Histogram(
        layout.schema(),
        layout.zeroThreshold(),
        zeroCountSum[0],
        zeroCountSum[1],
        zeroCountSum[2],
        layout.positive(),
        positive,
        layout.negative(),
        negative,
        layout.bounds(),
        hint,
        integer);
  }

  private static void decodeFloats(
      BitReader in, HistogramLayout layout, int rows, int flags, StartTimes starts, Samples into)
      throws MalformedDataException {
    Count time = new Count();
    XorValue[] values = floats(3 + layout.positiveBuckets() + layout.negativeBuckets());
    for (int row = 0; row < rows; row++) {
      long before = time.value;
      if (row == 0) {
        time.value = in.varbitSigned();
        for (XorValue value : values) {
          value.readFirst(in);
        }
      } else {
        time.readNext(in);
        for (int i = 0; i < values.length && !(i == 3 && isStale(values[2].value())); i++) {
          values[i].read(in);
        }
      }
      if (isStale(values[2].value())) {
        into.add(time.value, values[2].value());
      } else {
        double[] head = {values[1].value(), values[0].value(), values[2].value()};
        int middle = 3 + layout.positiveBuckets();
        double[] positive = values(values, 3, middle);
        double[] negative = values(values, middle, values.length);
        into.add(time.value, histogram(layout, head, positive, negative, hint(flags, row), false));
      }
      into.setStart(starts.next(in, row, time.value, before));
    }
  }

  private static double[] values(XorValue[] all, int from, int to) {
    double[] some = new double[to - from];
    for (int i = from; i < to; i++) {
      some[i - from] = all[i].value();
    }
    return some;
  }

  /** Whether a histogram can go into a chunk that ends with another. */
  static boolean continues(Histogram last, Histogram next) {
    boolean gauges = last.resetHint() == ResetHint.GAUGE;
    return last.integer() == next.integer()
        && HistogramLayout.of(last).equals(HistogramLayout.of(next))
        && gauges == (next.resetHint() == ResetHint.GAUGE)
        && next.resetHint() != ResetHint.RESET
        && (gauges || !isReset(last, next));
  }

  private static boolean isReset(Histogram last, Histogram next) {
    return next.count() < last.count()
        || next.zeroCount() < last.zeroCount()
        || anyLess(next.positiveCounts(), last.positiveCounts())
        || anyLess(next.negativeCounts(), last.negativeCounts());
  }

  private static boolean anyLess(double[] next, double[] last) {
    for (int i = 0; i < next.length; i++) {
      if (next[i] < last[i]) {
        return true;
      }
    }
    return false;
  }

  /** Writes histograms of which each {@link #continues} the one before. */
  static void encode(long[] times, List<Histogram> histograms, BitWriter out) {
    Histogram first = histograms.getFirst();
    out.bits(histograms.size(), 16);
    out.bits(
        switch (first.resetHint()) {
          case GAUGE -> GAUGE;
          case RESET -> RESET;
          case UNKNOWN, NOT_RESET -> UNKNOWN;
        },
        8);
    HistogramLayout.of(first).write(out);
    if (first.integer()) {
      encodeIntegers(times, histograms, out);
    } else {
      encodeFloats(times, histograms, out);
    }
  }

  private static void encodeIntegers(long[] times, List<Histogram> histograms, BitWriter out) {
    HistogramLayout layout = HistogramLayout.of(histograms.getFirst());
    Count time = new Count();
    Count count = new Count();
    Count zero = new Count();
    XorValue sum = new XorValue();
    Count[] positive = counts(layout.positiveBuckets());
    Count[] negative = counts(layout.negativeBuckets());
    for (int row = 0; row < histograms.size(); row++) {
      Histogram h = histograms.get(row);
      if (row == 0) {
        time.value = times[0];
        count.value = (long) h.count();
        zero.value = (long) h.zeroCount();
        out.varbitSigned(times[0]);
        out.varbitUnsigned((long) h.count());
        out.varbitUnsigned((long) h.zeroCount());
        sum.writeFirst(h.sum(), out);
      } else {
        time.writeNext(times[row], out);
        count.writeNext((long) h.count(), out);
        zero.writeNext((long) h.zeroCount(), out);
        sum.write(h.sum(), out);
      }
      writeBuckets(h.positiveCounts(), positive, row == 0, out);
      writeBuckets(h.negativeCounts(), negative, row == 0, out);
    }
  }

  private static void writeBuckets(double[] now, Count[] buckets, boolean first, BitWriter out) {
    long before = 0;
    for (int i = 0; i < now.length; i++) {
      long distance = (long) now[i] - before;
      before = (long) now[i];
      if (first) {
        buckets[i].value = distance;
        out.varbitSigned(distance);
      } else {
        buckets[i].writeNext(distance, out);
      }
    }
  }

  private static void encodeFloats(long[] times, List<Histogram> histograms, BitWriter out) {
    HistogramLayout layout = HistogramLayout.of(histograms.getFirst());
    Count time = new Count();
    XorValue[] values = floats(3 + layout.positiveBuckets() + layout.negativeBuckets());
    for (int row = 0; row < histograms.size(); row++) {
      double[] now = flat(histograms.get(row), values.length);
      if (row == 0) {
        time.value = times[0];
        out.varbitSigned(times[0]);
      } else {
        time.writeNext(times[row], out);
      }
      for (int i = 0; i < now.length; i++) {
        if (row == 0) {
          values[i].writeFirst(now[i], out);
        } else {
          values[i].write(now[i], out);
        }
      }
    }
  }

  private static double[] flat(Histogram h, int length) {
    double[] all = new double[length];
    all[0] = h.count();
    all[1] = h.zeroCount();
    all[2] = h.sum();
    double[] positive = h.positiveCounts();
    double[] negative = h.negativeCounts();
    System.arraycopy(positive, 0, all, 3, positive.length);
    System.arraycopy(negative, 0, all, 3 + positive.length, negative.length);
    return all;
  }
}
