package io.atalaya.query.reference;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A native histogram as maps from bucket number to count, without empty buckets. */
public record NaiveHistogram(
    int schema,
    double zeroThreshold,
    double zeroCount,
    double count,
    double sum,
    TreeMap<Integer, Double> positive,
    TreeMap<Integer, Double> negative,
    List<Double> bounds,
    ResetHint hint) {

  /** A bucket with its bounds. */
  public record Bucket(double lower, double upper, double count) {}

  public static NaiveHistogram of(Histogram h) {
    List<Double> bounds = new ArrayList<>();
    for (double bound : h.customBounds()) {
      bounds.add(bound);
    }
    return new NaiveHistogram(
        h.schema(),
        h.zeroThreshold(),
        h.zeroCount(),
        h.count(),
        h.sum(),
        buckets(h.positiveSpans(), h.positiveCounts()),
        buckets(h.negativeSpans(), h.negativeCounts()),
        bounds,
        h.resetHint());
  }

  private static TreeMap<Integer, Double> buckets(List<Span> spans, double[] counts) {
    TreeMap<Integer, Double> buckets = new TreeMap<>();
    int index = 0;
    int row = 0;
    for (Span span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++) {
        put(buckets, index++, counts[row++]);
      }
    }
    return buckets;
  }

  private static void put(Map<Integer, Double> buckets, int index, double count) {
    double total = buckets.getOrDefault(index, 0.0) + count;
    if (total == 0) {
      buckets.remove(index);
    } else {
      buckets.put(index, total);
    }
  }

  boolean isCustom() {
    return schema == Histogram.CUSTOM_BUCKETS;
  }

  NaiveHistogram withHint(ResetHint newHint) {
    return new NaiveHistogram(
        schema, zeroThreshold, zeroCount, count, sum, positive, negative, bounds, newHint);
  }

  NaiveHistogram times(double factor) {
    NaiveHistogram product = mapped(x -> x * factor);
    return factor < 0 ? product.withHint(ResetHint.GAUGE) : product;
  }

  NaiveHistogram over(double divisor) {
    NaiveHistogram quotient = mapped(x -> x / divisor);
    if (divisor == 0) {
      quotient.positive.clear();
      quotient.negative.clear();
    }
    return divisor < 0 ? quotient.withHint(ResetHint.GAUGE) : quotient;
  }

  private interface Mapping {
    double apply(double x);
  }

  private NaiveHistogram mapped(Mapping mapping) {
    TreeMap<Integer, Double> newPositive = new TreeMap<>();
    positive.forEach((i, c) -> put(newPositive, i, mapping.apply(c)));
    TreeMap<Integer, Double> newNegative = new TreeMap<>();
    negative.forEach((i, c) -> put(newNegative, i, mapping.apply(c)));
    return new NaiveHistogram(
        schema,
        zeroThreshold,
        mapping.apply(zeroCount),
        mapping.apply(count),
        mapping.apply(sum),
        newPositive,
        newNegative,
        bounds,
        hint);
  }

  NaiveHistogram plus(NaiveHistogram other) {
    return combined(other, 1);
  }

  NaiveHistogram minus(NaiveHistogram other) {
    return combined(other, -1);
  }

  private NaiveHistogram combined(NaiveHistogram other, double sign) {
    if (isCustom() != other.isCustom()) {
      throw new IncompatibleException();
    }
    NaiveHistogram a = this;
    NaiveHistogram b = other;
    while (a.zeroThreshold != b.zeroThreshold) {
      NaiveHistogram widerA = a.zeroThreshold < b.zeroThreshold ? a.widened(b.zeroThreshold) : a;
      b = b.zeroThreshold < widerA.zeroThreshold ? b.widened(widerA.zeroThreshold) : b;
      a = widerA;
    }
    a = isCustom() ? a.withBounds(common(other)) : a.coarse(other.schema);
    b = isCustom() ? b.withBounds(common(other)) : b.coarse(schema);
    TreeMap<Integer, Double> sumPositive = new TreeMap<>(a.positive);
    b.positive.forEach((i, c) -> put(sumPositive, i, sign * c));
    TreeMap<Integer, Double> sumNegative = new TreeMap<>(a.negative);
    b.negative.forEach((i, c) -> put(sumNegative, i, sign * c));
    return new NaiveHistogram(
        a.schema,
        a.zeroThreshold,
        a.zeroCount + sign * b.zeroCount,
        a.count + sign * b.count,
        a.sum + sign * b.sum,
        sumPositive,
        sumNegative,
        a.bounds,
        hintWith(other.hint));
  }

  private ResetHint hintWith(ResetHint other) {
    if (hint == other) {
      return hint;
    }
    return hint == ResetHint.GAUGE || other == ResetHint.GAUGE
        ? ResetHint.GAUGE
        : ResetHint.UNKNOWN;
  }

  private List<Double> common(NaiveHistogram other) {
    TreeSet<Double> common = new TreeSet<>(bounds);
    common.retainAll(other.bounds);
    return List.copyOf(common);
  }

  private NaiveHistogram withBounds(List<Double> fewer) {
    TreeMap<Integer, Double> merged = new TreeMap<>();
    positive.forEach(
        (i, c) -> {
          double upper = i < bounds.size() ? bounds.get(i) : Double.POSITIVE_INFINITY;
          put(merged, (int) fewer.stream().filter(b -> b < upper).count(), c);
        });
    return new NaiveHistogram(
        schema, zeroThreshold, zeroCount, count, sum, merged, negative, fewer, hint);
  }

  NaiveHistogram coarse(int wanted) {
    NaiveHistogram h = this;
    while (h.schema > wanted) {
      h =
          new NaiveHistogram(
              h.schema - 1,
              zeroThreshold,
              zeroCount,
              count,
              sum,
              halved(h.positive),
              halved(h.negative),
              bounds,
              hint);
    }
    return h;
  }

  /**
   * Two neighbouring buckets make one; bucket 2 ends where bucket 1 of half the resolution does.
   */
  private static TreeMap<Integer, Double> halved(TreeMap<Integer, Double> buckets) {
    TreeMap<Integer, Double> half = new TreeMap<>();
    buckets.forEach((i, c) -> put(half, Math.ceilDiv(i, 2), c));
    return half;
  }

  /** With a zero bucket of at least that width, wider if a populated bucket would be cut. */
  private NaiveHistogram widened(double wanted) {
    if (wanted == zeroThreshold) {
      return this;
    }
    double width = wanted;
    while (true) {
      double needed = Math.max(endOfCut(positive, width), endOfCut(negative, width));
      if (needed == width) {
        break;
      }
      width = needed;
    }
    double zero = zeroCount + within(positive, width) + within(negative, width);
    return new NaiveHistogram(
        schema,
        width,
        zero,
        count,
        sum,
        outside(positive, width),
        outside(negative, width),
        bounds,
        hint);
  }

  private double endOfCut(TreeMap<Integer, Double> side, double width) {
    for (int i : side.keySet()) {
      if (bound(i - 1) < width && bound(i) > width) {
        return bound(i);
      }
    }
    return width;
  }

  private double within(TreeMap<Integer, Double> side, double width) {
    double total = 0;
    for (Map.Entry<Integer, Double> e : side.entrySet()) {
      total += bound(e.getKey() - 1) < width ? e.getValue() : 0;
    }
    return total;
  }

  private TreeMap<Integer, Double> outside(TreeMap<Integer, Double> side, double width) {
    TreeMap<Integer, Double> rest = new TreeMap<>(side);
    rest.keySet().removeIf(i -> bound(i - 1) < width);
    return rest;
  }

  /** Upper bound of an exponential bucket. */
  private double bound(int i) {
    return Math.pow(2, i * Math.pow(2, -schema));
  }

  /** From the lowest to the highest; the neighbours of the zero bucket do not overlap it. */
  public List<Bucket> buckets() {
    List<Bucket> all = new ArrayList<>();
    if (isCustom()) {
      positive.forEach((i, c) -> all.add(custom(i, c)));
      return all;
    }
    negative
        .descendingMap()
        .forEach((i, c) -> all.add(new Bucket(-bound(i), -Math.max(bound(i - 1), floor(i)), c)));
    if (zeroCount > 0) {
      all.add(new Bucket(-zeroThreshold, zeroThreshold, zeroCount));
    }
    positive.forEach((i, c) -> all.add(new Bucket(Math.max(bound(i - 1), floor(i)), bound(i), c)));
    return all;
  }

  private double floor(int i) {
    return bound(i - 1) > 0 ? zeroThreshold : 0;
  }

  private Bucket custom(int i, double c) {
    return new Bucket(
        i == 0 ? Double.NEGATIVE_INFINITY : bounds.get(i - 1),
        i == bounds.size() ? Double.POSITIVE_INFINITY : bounds.get(i),
        c);
  }

  /** Whether a counter that was {@code before} must have been reset to be this now. */
  boolean isResetSince(NaiveHistogram before) {
    if (hint == ResetHint.RESET || hint == ResetHint.NOT_RESET) {
      return hint == ResetHint.RESET;
    }
    if (count < before.count || (isCustom() && !before.isCustom())) {
      return true;
    }
    if (isCustom()) {
      List<Double> common = common(before);
      return anyLess(withBounds(common).positive, before.withBounds(common).positive);
    }
    if (schema > before.schema || zeroThreshold < before.zeroThreshold) {
      return true;
    }
    NaiveHistogram wide = before.widened(zeroThreshold);
    if (wide.zeroThreshold != zeroThreshold || zeroCount < wide.zeroCount) {
      return true;
    }
    return anyLess(positive, wide.coarse(schema).positive)
        || anyLess(negative, wide.coarse(schema).negative);
  }

  private static boolean anyLess(TreeMap<Integer, Double> now, TreeMap<Integer, Double> before) {
    return before.entrySet().stream()
        .anyMatch(e -> now.getOrDefault(e.getKey(), 0.0) < e.getValue());
  }

  /** Whether both are the same data. */
  boolean sameAs(NaiveHistogram o) {
    return schema == o.schema
        && zeroThreshold == o.zeroThreshold
        && bits(List.of(zeroCount, count, sum)).equals(bits(List.of(o.zeroCount, o.count, o.sum)))
        && positive.keySet().equals(o.positive.keySet())
        && negative.keySet().equals(o.negative.keySet())
        && bits(positive.values()).equals(bits(o.positive.values()))
        && bits(negative.values()).equals(bits(o.negative.values()))
        && bounds.equals(o.bounds);
  }

  private static List<Long> bits(Collection<Double> values) {
    return values.stream().map(Double::doubleToLongBits).toList();
  }

  /** Buckets of the two kinds cannot be put together. */
  public static final class IncompatibleException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
