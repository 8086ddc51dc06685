package io.atalaya.collect.histogram;

import io.atalaya.model.Histogram.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exponential buckets of one side, which can be merged to those of a coarser schema: each step
 * merges two neighbours, so that bucket {@code i} goes to {@code ceil(i / 2)}.
 *
 * @param spans layout
 * @param counts absolute counts
 */
public record CoarserBuckets(List<Span> spans, double[] counts) {
  static CoarserBuckets of(List<Span> spans, double[] counts) {
    return new CoarserBuckets(spans, counts);
  }

  /**
   * Buckets of which none is left out yet.
   *
   * @param dense absolute counts
   * @param first index of the first
   * @param maxEmpty how many empty buckets in a row stay, rather than begin another span
   * @throws IllegalArgumentException if an index is beyond those of 32 bits
   */
  public static CoarserBuckets ofDense(double[] dense, long first, int maxEmpty) {
    if (first < Integer.MIN_VALUE || first + dense.length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("bucket " + first + " is out of range");
    }
    List<Span> spans = new ArrayList<>();
    double[] counts = new double[dense.length];
    int used = 0;
    int end = 0;
    for (int i = 0; i < dense.length; i++) {
      if (dense[i] == 0) {
        continue;
      }
      boolean fills = used > 0 && i - end <= maxEmpty;
      for (int empty = end; fills && empty < i; empty++) {
        append(spans, 0, false);
        counts[used++] = 0;
      }
      append(spans, used == 0 ? first + i : fills ? 0 : i - end, used == 0);
      counts[used++] = dense[i];
      end = i + 1;
    }
    return new CoarserBuckets(spans, Arrays.copyOf(counts, used));
  }

  /**
   * These buckets after {@code steps} mergers.
   *
   * @throws IllegalArgumentException if the layout does not fit the counts
   */
  public CoarserBuckets by(int steps) {
    if (steps == 0) {
      return this;
    }
    List<Span> merged = new ArrayList<>();
    double[] sums = new double[counts.length];
    int used = 0;
    int next = 0;
    long index = 0;
    long last = 0;
    for (Span span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++, index++) {
        if (next == counts.length) {
          throw new IllegalArgumentException("spans need more buckets than there are");
        }
        // Shifting rounds down, so the bucket's upper end is what is halved.
        long target = ((index - 1) >> steps) + 1;
        if (used == 0 || target != last) {
          append(merged, used == 0 ? target : target - last - 1, used == 0);
          last = target;
          used++;
        }
        sums[used - 1] += counts[next++];
      }
    }
    return new CoarserBuckets(merged, Arrays.copyOf(sums, used));
  }

  /** Adds one bucket after a gap: to the last span if there is none. */
  private static void append(List<Span> spans, long gap, boolean first) {
    if (gap == 0 && !first) {
      Span last = spans.removeLast();
      spans.add(new Span(last.offset(), last.length() + 1));
    } else {
      spans.add(new Span(Math.toIntExact(gap), 1));
    }
  }
}
