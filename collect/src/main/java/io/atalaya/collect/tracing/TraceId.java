package io.atalaya.collect.tracing;

import io.atalaya.model.regex.Regex;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A trace and a span in it, as {@code traceparent} names them:
 *
 * <pre>
 *   00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 *      trace, 16 bytes                  span, 8 bytes    1: is noted
 * </pre>
 */
record TraceId(long high, long low, long span, boolean noted) {
  private static final Regex FORM =
      Regex.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private static final int TRACE_AT = 3;
  private static final int LOW_AT = 19;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 53;

  /** A new trace with a first span. */
  static TraceId random(RandomGenerator random, boolean noted) {
    return new TraceId(random.nextLong(), notZero(random), notZero(random), noted);
  }

  /** Another span of the same trace. */
  TraceId next(RandomGenerator random) {
    return new TraceId(high, low, notZero(random), noted);
  }

  private static long notZero(RandomGenerator random) {
    long number = random.nextLong();
    return number == 0 ? 1 : number;
  }

  /** Reads a header; empty if it is none, or of a version that must not be used. */
  static Optional<TraceId> parse(String header) {
    if (!FORM.matches(header) || header.startsWith("ff")) {
      return Optional.empty();
    }
    TraceId id =
        new TraceId(
            HexFormat.fromHexDigitsToLong(header, TRACE_AT, LOW_AT),
            HexFormat.fromHexDigitsToLong(header, LOW_AT, LOW_AT + 16),
            HexFormat.fromHexDigitsToLong(header, SPAN_AT, SPAN_AT + 16),
            (HexFormat.fromHexDigits(header, FLAGS_AT, FLAGS_AT + 2) & 1) == 1);
    boolean zero = (id.high == 0 && id.low == 0) || id.span == 0;
    return zero ? Optional.empty() : Optional.of(id);
  }

  /** The header. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return "00-"
        + hex.toHexDigits(high)
        + hex.toHexDigits(low)
        + "-"
        + hex.toHexDigits(span)
        + (noted ? "-01" : "-00");
  }
}
