package io.atalaya.collect.histogram;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers the parts of a native histogram as they come. The messages of exposition and of remote
 * write number their fields differently, but spans and lists of counts are the same in both.
 */
public final class HistogramBuilder {
  /** Buckets a histogram may have on each side. */
  private static final int MAX_BUCKETS = 100_000;

  /** The finest schema of the formats. */
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

  /** One side of the buckets. */
  public static final class Side {
    private final List<Span> spans = new ArrayList<>();
    private final Numbers counts = new Numbers();
    private boolean deltas;

    /** Reads a span: field 1 its offset, field 2 its length. */
    public void span(ProtoReader in) throws WireException {
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
      if (length > MAX_BUCKETS || spans.size() >= MAX_BUCKETS) {
        throw tooMany(at);
      }
      spans.add(new Span(offset, (int) length));
    }

    /** Reads differences between neighbouring counts, packed or not. */
    public void deltas(ProtoReader in) throws WireException {
      deltas = true;
      if (in.type() != ProtoReader.BYTES) {
        counts.add(in.sint64(), in.position());
        return;
      }
      int outer = in.enter();
      while (in.more()) {
        counts.add(ProtoReader.unzigzag(in.varint()), in.position());
      }
      in.leave(outer);
    }

    /** Reads counts, packed or not. */
    public void counts(ProtoReader in) throws WireException {
      counts.read(in);
    }

    public boolean hasSpans() {
      return !spans.isEmpty();
    }

    private CoarserBuckets buckets() {
      double[] absolute = counts.toArray();
      for (int i = 1; deltas && i < absolute.length; i++) {
        absolute[i] += absolute[i - 1];
      }
      return CoarserBuckets.of(spans, absolute);
    }
  }

  /** A list of doubles, of bounded length. */
  private static final class Numbers {
    private double[] values = new double[8];
    private int size;

    void read(ProtoReader in) throws WireException {
      if (in.type() != ProtoReader.BYTES) {
        add(in.float64(), in.position());
        return;
      }
      int outer = in.enter();
      while (in.more()) {
        add(Double.longBitsToDouble(in.rawFixed64()), in.position());
      }
      in.leave(outer);
    }

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

  public Side negative() {
    return negative;
  }

  public Side positive() {
    return positive;
  }

  public void schema(int value) {
    schema = value;
  }

  public void zeroThreshold(double value) {
    zeroThreshold = value;
  }

  public void zeroCount(double value) {
    zeroCount = value;
  }

  public void sum(double value) {
    sum = value;
  }

  /** A count of whole observations, unsigned. */
  public void countOfIntegers(long unsigned) {
    count = unsigned(unsigned);
    integer = true;
  }

  public void countOfFloats(double value) {
    count = value;
    integer = false;
  }

  public void hint(ResetHint value) {
    hint = value;
  }

  /** Reads the upper bounds of custom buckets, packed or not. */
  public void customBounds(ProtoReader in) throws WireException {
    bounds.read(in);
  }

  /** The sum so far. */
  public double sum() {
    return sum;
  }

  /** An unsigned number of 64 bits as the nearest double. */
  public static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
  }

  /** Whether there is anything that only a native histogram has. */
  public boolean isNative() {
    return positive.hasSpans() || negative.hasSpans() || zeroThreshold > 0 || zeroCount > 0;
  }

  /**
   * The histogram. Schemas finer than the finest we keep are made coarser, as Prometheus does.
   *
   * @throws IllegalArgumentException if the parts contradict each other; says how
   */
  public Histogram build() {
    boolean tooFine = schema > Histogram.MAX_SCHEMA && schema <= FINEST_SCHEMA;
    int steps = tooFine ? schema - Histogram.MAX_SCHEMA : 0;
    CoarserBuckets up = positive.buckets().by(steps);
    CoarserBuckets down = negative.buckets().by(steps);
    Histogram histogram =
        new Histogram(
            schema - steps,
            zeroThreshold,
            zeroCount,
            count,
            sum,
            up.spans(),
            up.counts(),
            down.spans(),
            down.counts(),
            bounds.toArray(),
            hint,
            integer);
    HistogramCheck.requirePlausible(histogram);
    return histogram;
  }
}
