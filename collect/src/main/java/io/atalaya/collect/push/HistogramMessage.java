package io.atalaya.collect.push;

import io.atalaya.collect.histogram.HistogramBuilder;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.SampleValue;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;

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
  private final HistogramBuilder built = new HistogramBuilder();
  private long timestamp;
  private long start;

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
      case 1 -> built.countOfIntegers(in.int64());
      case 2 -> built.countOfFloats(in.float64());
      case 3 -> built.sum(in.float64());
      case 4 -> built.schema((int) in.sint64());
      case 5 -> built.zeroThreshold(in.float64());
      case 6 -> built.zeroCount(HistogramBuilder.unsigned(in.int64()));
      case 7 -> built.zeroCount(in.float64());
      case 8 -> built.negative().span(in);
      case 9 -> built.negative().deltas(in);
      case 10 -> built.negative().counts(in);
      case 11 -> built.positive().span(in);
      case 12 -> built.positive().deltas(in);
      case 13 -> built.positive().counts(in);
      case 14 -> built.hint(hint(in.int32()));
      case 15 -> timestamp = in.int64();
      case 16 -> built.customBounds(in);
      case 17 -> start = in.int64();
      default -> in.skip();
    }
  }

  private static ResetHint hint(int number) {
    return switch (number) {
      case 1 -> ResetHint.RESET;
      case 2 -> ResetHint.NOT_RESET;
      case 3 -> ResetHint.GAUGE;
      default -> ResetHint.UNKNOWN;
    };
  }

  public long timestampMillis() {
    return timestamp;
  }

  /** When the counting began, in milliseconds since the epoch, or 0 if not known. */
  public long startMillis() {
    return start;
  }

  /** Whether it is not a histogram but the end of a series of histograms. */
  public boolean isStale() {
    return SampleValue.isStale(built.sum());
  }

  /**
   * The histogram, made coarser if it is finer than we keep.
   *
   * @throws IllegalArgumentException if the message contradicts itself; says how
   */
  public Histogram histogram() {
    return built.build();
  }
}
