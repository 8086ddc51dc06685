package io.atalaya.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One native histogram sample, immutable.
 *
 * <p>Buckets are exponential for schemas −4…8: bucket {@code i} holds observations in {@code
 * (2^((i-1)/2^schema), 2^(i/2^schema)]}. Schema {@link #CUSTOM_BUCKETS} has explicit upper bounds
 * in {@link #customBounds()} instead, no zero bucket and no negative side. A {@link Span} says how
 * many consecutive buckets follow after how many that are left out (relative to the end of the span
 * before; the first offset is absolute). Counts are absolute, never deltas.
 *
 * @param schema resolution, −4…8, or {@link #CUSTOM_BUCKETS}
 * @param zeroThreshold width of the zero bucket, ≥ 0
 * @param zeroCount observations with an absolute value ≤ {@code zeroThreshold}
 * @param count observations in all
 * @param sum sum of the observations; may be NaN
 * @param positiveSpans layout of {@code positiveCounts}
 * @param positiveCounts absolute bucket counts
 * @param negativeSpans layout of {@code negativeCounts}
 * @param negativeCounts absolute bucket counts
 * @param customBounds upper bounds of the custom buckets, ascending, without +Inf; else empty
 * @param resetHint what is known about a reset of the counter before this sample
 * @param integer whether counts are whole numbers as the client sent them
 */
public record Histogram(
    int schema,
    double zeroThreshold,
    double zeroCount,
    double count,
    double sum,
    List<Span> positiveSpans,
    double[] positiveCounts,
    List<Span> negativeSpans,
    double[] negativeCounts,
    double[] customBounds,
    ResetHint resetHint,
    boolean integer) {

  /** The schema of histograms with explicit bounds. */
  public static final int CUSTOM_BUCKETS = -53;

  /** The coarsest exponential schema. */
  public static final int MIN_SCHEMA = -4;

  /** The finest exponential schema. */
  public static final int MAX_SCHEMA = 8;

  /** What a sample says about a counter reset between the sample before and itself. */
  public enum ResetHint {
    UNKNOWN,
    RESET,
    NOT_RESET,
    GAUGE
  }

  /**
   * A run of consecutive buckets.
   *
   * @param offset buckets left out before it; the absolute index for the first span
   * @param length buckets in it, ≥ 0
   */
  public record Span(int offset, int length) {
    public Span {
      if (length < 0) {
        throw new IllegalArgumentException("span length " + length + " is negative");
      }
    }
  }

  /**
   * Copies the lists and arrays, and checks what the description above promises.
   *
   * @throws IllegalArgumentException that says what does not fit
   */
  public Histogram {
    positiveSpans = List.copyOf(positiveSpans);
    negativeSpans = List.copyOf(negativeSpans);
    positiveCounts = positiveCounts.clone();
    negativeCounts = negativeCounts.clone();
    customBounds = customBounds.clone();
    requireAgreement("positive", positiveSpans, positiveCounts);
    requireAgreement("negative", negativeSpans, negativeCounts);
    if (zeroThreshold < 0) {
      throw new IllegalArgumentException("zero threshold " + zeroThreshold + " is negative");
    }
    if (schema == CUSTOM_BUCKETS) {
      requireCustom(zeroCount, negativeCounts, customBounds);
    } else {
      requireExponential(schema, customBounds);
    }
  }

  private static void requireCustom(double zeroCount, double[] negative, double[] bounds) {
    // NaN is let through: it is what a division of nothing by zero leaves there.
    if (Math.abs(zeroCount) > 0 || negative.length > 0) {
      throw new IllegalArgumentException(
          "a histogram with custom buckets has no zero bucket and no negative side");
    }
    double before = Double.NEGATIVE_INFINITY;
    for (double bound : bounds) {
      // The comparison is false for NaN, too.
      if (!(bound > before && bound < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "custom bound " + bound + " is not finite and above " + before);
      }
      before = bound;
    }
  }

  private static void requireExponential(int schema, double[] bounds) {
    if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
      throw new IllegalArgumentException("unknown histogram schema " + schema);
    }
    if (bounds.length > 0) {
      throw new IllegalArgumentException("schema " + schema + " has no custom bounds");
    }
  }

  private static void requireAgreement(String side, List<Span> spans, double[] counts) {
    int buckets = 0;
    for (Span span : spans) {
      if (buckets > 0 && span.offset() < 0) {
        throw new IllegalArgumentException(
            side + " span with offset " + span.offset() + " overlaps the one before");
      }
      buckets += span.length();
    }
    if (buckets != counts.length) {
      throw new IllegalArgumentException(
          side + " spans need " + buckets + " buckets, have " + counts.length);
    }
  }

  public boolean usesCustomBuckets() {
    return schema == CUSTOM_BUCKETS;
  }

  /** Equal bit for bit, NaN payloads included. */
  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Histogram h
        && schema == h.schema
        && bits(zeroThreshold) == bits(h.zeroThreshold)
        && bits(zeroCount) == bits(h.zeroCount)
        && bits(count) == bits(h.count)
        && bits(sum) == bits(h.sum)
        && positiveSpans.equals(h.positiveSpans)
        && negativeSpans.equals(h.negativeSpans)
        && Arrays.equals(positiveCounts, h.positiveCounts)
        && Arrays.equals(negativeCounts, h.negativeCounts)
        && Arrays.equals(customBounds, h.customBounds)
        && resetHint == h.resetHint
        && integer == h.integer;
  }

  private static long bits(double v) {
    return Double.doubleToRawLongBits(v);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(positiveCounts) * 31 + Double.hashCode(count) + Double.hashCode(sum);
  }
}
