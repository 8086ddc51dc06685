package io.atalaya.collect.push;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.SampleValue;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The message {@code Histogram} of remote write, the same in 1.0 and 2.0.
 *
 * <pre>
 *  1 uint64 count_int      2 double count_float     3 double sum        4 sint32 schema
 *  5 double zero_threshold 6 uint64 zero_count_int  7 double zero_count_float
 *  8 spans negative        9 sint64 deltas         10 double counts
 * 11 spans positive       12 sint64 deltas         13 double counts
 * 14 reset hint           15 int64 timestamp       16 double custom bounds  17 int64 start time
 * span: 1 sint32 offset, 2 uint32 length
 * </pre>
 */
public final class HistogramMessage {
  /** Buckets a histogram may have on each side. */
  private static final int MAX_BUCKETS = 100_000;

  /** The finest schema of the format. */
  private static final int FINEST_SCHEMA = 52;

  private int schema;
  private double zeroThreshold;
  private double zeroCount;
  private double count;
  private double sum;
  private boolean integer;
  private final Side negative = new Side();
  private final Side positive = new Side();
  private final Numbers bounds = new Numbers();
  private ResetHint hint = ResetHint.UNKNOWN;
  private long timestamp;
  private long start;

  /** One side of the buckets. */
  private static final class Side {
    private final List<Span> spans = new ArrayList<>();
    private final Numbers counts = new Numbers();
    private boolean deltas;

    /** Buckets as counts: integer histograms send the differences between neighbours. */
    double[] absolute() {
      double[] absolute = counts.toArray();
      for (int i = 1; deltas && i < absolute.length; i++) {
        absolute[i] += absolute[i - 1];
      }
      return absolute;
    }
  }

  /** A list of doubles, of bounded length. */
  private static final class Numbers {
    private double[] values = new double[8];
    private int size;

    void add(double value, int position) throws WireException {
      if (size == MAX_BUCKETS) {
        throw tooMany(position);
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  private static WireException tooMany(int position) {
    return new WireException(position, "a histogram has more than " + MAX_BUCKETS + " buckets");
  }

  private HistogramMessage() {}

  /** Reads the message the reader has entered. */
  public static HistogramMessage read(ProtoReader in) throws WireException {
    HistogramMessage message = new HistogramMessage();
    while (in.next()) {
      message.field(in);
    }
    return message;
  }

  private void field(ProtoReader in) throws WireException {
    switch (in.field()) {
      case 1 -> {
        count = unsigned(in.int64());
        integer = true;
      }
      case 2 -> count = in.float64();
      case 3 -> sum = in.float64();
      case 4 -> schema = (int) in.sint64();
      case 5 -> zeroThreshold = in.float64();
      case 6 -> zeroCount = unsigned(in.int64());
      case 7 -> zeroCount = in.float64();
      case 8 -> span(in, negative);
      case 9 -> deltas(in, negative);
      case 10 -> doubles(in, negative.counts);
      case 11 -> span(in, positive);
      case 12 -> deltas(in, positive);
      case 13 -> doubles(in, positive.counts);
      case 14 -> hint = hint(in.int32());
      case 15 -> timestamp = in.int64();
      case 16 -> doubles(in, bounds);
      case 17 -> start = in.int64();
      default -> in.skip();
    }
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
  }

  private static ResetHint hint(int number) {
    return switch (number) {
      case 1 -> ResetHint.RESET;
      case 2 -> ResetHint.NOT_RESET;
      case 3 -> ResetHint.GAUGE;
      default -> ResetHint.UNKNOWN;
    };
  }

  private static void span(ProtoReader in, Side side) throws WireException {
    int at = in.position();
    int outer = in.enter();
    int offset = 0;
    long length = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> offset = (int) in.sint64();
        case 2 -> length = in.int64() & 0xffff_ffffL;
        default -> in.skip();
      }
    }
    in.leave(outer);
    if (length > MAX_BUCKETS || side.spans.size() >= MAX_BUCKETS) {
      throw tooMany(at);
    }
    side.spans.add(new Span(offset, (int) length));
  }

  private static void deltas(ProtoReader in, Side side) throws WireException {
    side.deltas = true;
    if (in.type() != ProtoReader.BYTES) {
      side.counts.add(in.sint64(), in.position());
      return;
    }
    int outer = in.enter();
    while (in.more()) {
      side.counts.add(ProtoReader.unzigzag(in.varint()), in.position());
    }
    in.leave(outer);
  }

  private static void doubles(ProtoReader in, Numbers into) throws WireException {
    if (in.type() != ProtoReader.BYTES) {
      into.add(in.float64(), in.position());
      return;
    }
    int outer = in.enter();
    while (in.more()) {
      into.add(Double.longBitsToDouble(in.rawFixed64()), in.position());
    }
    in.leave(outer);
  }

  public long timestampMillis() {
    return timestamp;
  }

  /** When the counting began, in milliseconds since the epoch, or 0 if not known. */
  long startMillis() {
    return start;
  }

  /** Whether it is not a histogram but the end of a series of histograms. */
  public boolean isStale() {
    return SampleValue.isStale(sum);
  }

  /**
   * The histogram. Schemas finer than the finest we keep are made coarser, as Prometheus does.
   *
   * @throws IllegalArgumentException if the message contradicts itself; says how
   */
  public Histogram histogram() {
    boolean tooFine = schema > Histogram.MAX_SCHEMA && schema <= FINEST_SCHEMA;
    CoarserBuckets up = CoarserBuckets.of(positive.spans, positive.absolute());
    CoarserBuckets down = CoarserBuckets.of(negative.spans, negative.absolute());
    int steps = tooFine ? schema - Histogram.MAX_SCHEMA : 0;
    Histogram histogram =
        new Histogram(
            schema - steps,
            zeroThreshold,
            zeroCount,
            count,
            sum,
            up.by(steps).spans(),
            up.by(steps).counts(),
            down.by(steps).spans(),
            down.by(steps).counts(),
            bounds.toArray(),
            hint,
            integer);
    HistogramCheck.requirePlausible(histogram);
    return histogram;
  }
}
