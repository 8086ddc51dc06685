package io.atalaya.server.api.prometheus;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.List;

/**
 * A native histogram as {@code
 * {"count":"…","sum":"…","buckets":[[rule,"lower","upper","count"],…]}}. The rule says which bounds
 * belong to a bucket: 0 the upper, 1 the lower, 2 none, 3 both. Empty buckets are left out; buckets
 * come in ascending order.
 */
final class HistogramJson {
  private static final int UPPER_INCLUDED = 0;
  private static final int LOWER_INCLUDED = 1;
  private static final int BOTH_INCLUDED = 3;

  void write(JsonOut out, Histogram h) throws IOException {
    out.object().field("count", GoFloat.json(h.count())).field("sum", GoFloat.json(h.sum()));
    if (hasBuckets(h)) {
      out.name("buckets").array();
      writeNegative(out, h);
      if (h.zeroCount() != 0) {
        bucket(out, BOTH_INCLUDED, -h.zeroThreshold(), h.zeroThreshold(), h.zeroCount());
      }
      writePositive(out, h);
      out.end();
    }
    out.end();
  }

  private static boolean hasBuckets(Histogram h) {
    return h.zeroCount() != 0 || anyNonZero(h.positiveCounts()) || anyNonZero(h.negativeCounts());
  }

  private static boolean anyNonZero(double[] counts) {
    for (double count : counts) {
      if (count != 0) {
        return true;
      }
    }
    return false;
  }

  private static void writePositive(JsonOut out, Histogram h) throws IOException {
    int[] indexes = indexes(h.positiveSpans(), h.positiveCounts().length);
    for (int i = 0; i < indexes.length; i++) {
      double count = h.positiveCounts()[i];
      if (count == 0) {
        continue;
      }
      if (h.usesCustomBuckets()) {
        // The first bucket has no lower bound, so −Inf itself belongs to it.
        int rule = indexes[i] == 0 ? BOTH_INCLUDED : UPPER_INCLUDED;
        double[] bounds = h.customBounds();
        bucket(
            out, rule, customBound(bounds, indexes[i] - 1), customBound(bounds, indexes[i]), count);
      } else {
        bucket(out, UPPER_INCLUDED, bound(h, indexes[i] - 1), bound(h, indexes[i]), count);
      }
    }
  }

  private static void writeNegative(JsonOut out, Histogram h) throws IOException {
    int[] indexes = indexes(h.negativeSpans(), h.negativeCounts().length);
    for (int i = indexes.length - 1; i >= 0; i--) {
      double count = h.negativeCounts()[i];
      if (count != 0) {
        bucket(out, LOWER_INCLUDED, -bound(h, indexes[i]), -bound(h, indexes[i] - 1), count);
      }
    }
  }

  private static double customBound(double[] bounds, int index) {
    if (index < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return index < bounds.length ? bounds[index] : Double.POSITIVE_INFINITY;
  }

  /** The upper bound of exponential bucket {@code index}: 2^(index / 2^schema). */
  private static double bound(Histogram h, int index) {
    int schema = h.schema();
    if (schema <= 0) {
      int exponent = index << -schema;
      return exponent == 1024 ? Double.MAX_VALUE : Math.scalb(1.0, exponent);
    }
    int perOctave = 1 << schema;
    int octave = Math.floorDiv(index, perOctave);
    int within = Math.floorMod(index, perOctave);
    if (octave == 1024 && within == 0) {
      return Double.MAX_VALUE;
    }
    return Math.scalb(Math.pow(2, (double) within / perOctave), octave);
  }

  private static int[] indexes(List<Histogram.Span> spans, int buckets) {
    int[] indexes = new int[buckets];
    int next = 0;
    int index = 0;
    for (Histogram.Span span : spans) {
      index += span.offset();
      for (int k = 0; k < span.length(); k++) {
        indexes[next++] = index++;
      }
    }
    return indexes;
  }

  private static void bucket(JsonOut out, int rule, double lower, double upper, double count)
      throws IOException {
    out.array()
        .number(rule)
        .text(GoFloat.json(lower))
        .text(GoFloat.json(upper))
        .text(GoFloat.json(count))
        .end();
  }
}
