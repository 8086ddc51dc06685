package io.atalaya.query.reference;

import io.atalaya.query.reference.NaiveHistogram.Bucket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Quantiles and fractions of lists of numbers and of histograms of both kinds. */
final class NaiveQuantiles {
  /** What two counts of classic buckets may differ by without being taken for different. */
  private static final double ROUNDING = 1e-12;

  private NaiveQuantiles() {}

  /** Of plain numbers, NaN before all others. */
  static double of(double q, List<Double> values) {
    if (values.isEmpty() || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0 || q > 1) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(
        (a, b) -> a.isNaN() || b.isNaN() ? Boolean.compare(b.isNaN(), a.isNaN()) : a.compareTo(b));
    double rank = q * (sorted.size() - 1);
    int lower = (int) Math.floor(rank);
    int upper = Math.min(lower + 1, sorted.size() - 1);
    double weight = rank - lower;
    return sorted.get(lower) * (1 - weight) + sorted.get(upper) * weight;
  }

  /** Of a native histogram. */
  static double of(double q, NaiveHistogram h) {
    if (q < 0 || q > 1) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    List<Bucket> buckets = zeroTrimmed(h);
    if (h.count() == 0 || Double.isNaN(q) || buckets.isEmpty()) {
      return Double.NaN;
    }
    boolean forward = Double.isNaN(h.sum()) || q < 0.5;
    double rank = (forward ? q : 1 - q) * h.count();
    if (!forward) {
      Collections.reverse(buckets);
    }
    double seen = 0;
    Bucket bucket = buckets.getFirst();
    for (Bucket b : buckets) {
      bucket = b;
      seen += b.count();
      if (seen >= rank) {
        break;
      }
    }
    return within(bucket, h, Math.min(seen, h.count()), rank, forward);
  }

  private static double within(
      Bucket bucket, NaiveHistogram h, double seen, double rank, boolean forward) {
    double lower = bucket.lower();
    if (h.isCustom() && lower == Double.NEGATIVE_INFINITY) {
      if (bucket.upper() <= 0) {
        return bucket.upper();
      }
      lower = 0;
    } else if (h.isCustom() && bucket.upper() == Double.POSITIVE_INFINITY) {
      return lower;
    }
    if (seen < rank) {
      return Double.isNaN(h.sum()) ? Double.NaN : bucket.upper();
    }
    double inBucket = forward ? rank - (seen - bucket.count()) : seen - rank;
    double part = inBucket / bucket.count();
    if (h.isCustom() || (lower <= 0 && bucket.upper() >= 0)) {
      return lower + (bucket.upper() - lower) * part;
    }
    return logarithmic(lower, bucket.upper(), part);
  }

  private static double logarithmic(double lower, double upper, double part) {
    return lower * Math.pow(upper / lower, part);
  }

  /** The buckets; zero is the end of the zero bucket on a side where nothing was observed. */
  private static List<Bucket> zeroTrimmed(NaiveHistogram h) {
    return h.buckets().stream()
        .map(b -> !h.isCustom() && b.lower() < 0 && b.upper() > 0 ? trimmed(h, b) : b)
        .collect(Collectors.toList());
  }

  private static Bucket trimmed(NaiveHistogram h, Bucket b) {
    if (h.negative().isEmpty() && !h.positive().isEmpty()) {
      return new Bucket(0, b.upper(), b.count());
    }
    return h.positive().isEmpty() && !h.negative().isEmpty()
        ? new Bucket(b.lower(), 0, b.count())
        : b;
  }

  /** The part of the observations between two values. */
  static double fraction(double from, double to, NaiveHistogram h) {
    if (h.count() == 0 || Double.isNaN(from) || Double.isNaN(to)) {
      return Double.NaN;
    }
    if (from >= to) {
      return 0;
    }
    List<Bucket> buckets =
        h.buckets().stream()
            .map(b -> b.lower() <= 0 && b.upper() >= 0 ? trimmed(h, b) : b)
            .toList();
    double total =
        Double.isNaN(h.sum()) ? buckets.stream().mapToDouble(Bucket::count).sum() : h.count();
    return (Math.min(total, below(to, h, buckets, total))
            - Math.min(total, below(from, h, buckets, total)))
        / h.count();
  }

  private static double below(double v, NaiveHistogram h, List<Bucket> buckets, double total) {
    double rank = 0;
    for (Bucket b : buckets) {
      if (b.lower() >= v) {
        return rank;
      }
      if (b.upper() > v) {
        return partBelow(v, h, b, rank);
      }
      rank += b.count();
    }
    return total;
  }

  private static double partBelow(double v, NaiveHistogram h, Bucket b, double rank) {
    if (b.lower() == Double.NEGATIVE_INFINITY) {
      return b.count();
    }
    boolean linear = h.isCustom() || (b.lower() <= 0 && b.upper() >= 0);
    double part =
        linear
            ? (v - b.lower()) / (b.upper() - b.lower())
            : Math.log(v / b.lower()) / Math.log(b.upper() / b.lower());
    return rank + b.count() * part;
  }

  /** Variance of a native histogram, every observation in the middle of its bucket. */
  static double variance(NaiveHistogram h) {
    double mean = h.sum() / h.count();
    double total = 0;
    for (Bucket b : h.buckets()) {
      double middle = (b.lower() + b.upper()) / 2;
      if (!h.isCustom()) {
        middle = b.lower() <= 0 && b.upper() >= 0 ? 0 : Math.sqrt(b.lower() * b.upper());
        middle = b.upper() < 0 ? -middle : middle;
      }
      total += b.count() * (middle - mean) * (middle - mean);
    }
    return total / h.count();
  }

  /** Cumulative classic buckets, never falling. */
  private static List<Bucket> mended(List<Bucket> cumulative) {
    List<Bucket> mended = joined(cumulative);
    for (int i = 1; i < mended.size(); i++) {
      double before = mended.get(i - 1).count();
      double now = mended.get(i).count();
      boolean equal = Math.abs(now - before) < ROUNDING * (Math.abs(now) + Math.abs(before));
      mended.set(i, new Bucket(0, mended.get(i).upper(), equal || now < before ? before : now));
    }
    return mended;
  }

  /** Quantile of a classic histogram, given by upper bounds and cumulative counts. */
  static double classic(double q, List<Bucket> cumulative) {
    if (Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0 || q > 1) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    List<Bucket> buckets = mended(cumulative);
    double total = buckets.getLast().count();
    if (buckets.getLast().upper() != Double.POSITIVE_INFINITY || buckets.size() < 2 || total == 0) {
      return Double.NaN;
    }
    double rank = q * total;
    int i = 0;
    while (i < buckets.size() - 1 && !(buckets.get(i).count() >= rank)) {
      i++;
    }
    if (i == buckets.size() - 1) {
      return buckets.get(i - 1).upper();
    }
    Bucket in = buckets.get(i);
    if (i == 0) {
      return in.upper() <= 0 ? in.upper() : in.upper() * (rank / in.count());
    }
    Bucket before = buckets.get(i - 1);
    return before.upper()
        + (in.upper() - before.upper()) * ((rank - before.count()) / (in.count() - before.count()));
  }

  /** Part of a classic histogram between two values. */
  static double classicFraction(double from, double to, List<Bucket> cumulative) {
    List<Bucket> buckets = joined(cumulative);
    double total = buckets.getLast().count();
    if (buckets.getLast().upper() != Double.POSITIVE_INFINITY
        || total == 0
        || Double.isNaN(from)
        || Double.isNaN(to)) {
      return Double.NaN;
    }
    return from >= to
        ? 0
        : (Math.min(total, classicBelow(to, buckets))
                - Math.min(total, classicBelow(from, buckets)))
            / total;
  }

  private static List<Bucket> joined(List<Bucket> cumulative) {
    List<Bucket> sorted = new ArrayList<>(cumulative);
    sorted.sort((a, b) -> Double.compare(a.upper(), b.upper()));
    List<Bucket> joined = new ArrayList<>();
    for (Bucket b : sorted) {
      boolean same = !joined.isEmpty() && joined.getLast().upper() == b.upper();
      double count = same ? joined.removeLast().count() + b.count() : b.count();
      joined.add(new Bucket(0, b.upper(), count));
    }
    return joined;
  }

  private static double classicBelow(double v, List<Bucket> buckets) {
    double before = 0;
    double lower = buckets.getFirst().upper() <= 0 ? Double.NEGATIVE_INFINITY : 0;
    for (Bucket b : buckets) {
      if (lower >= v) {
        return before;
      }
      if (b.upper() > v) {
        return lower == Double.NEGATIVE_INFINITY
            ? b.count()
            : before + (b.count() - before) * (v - lower) / (b.upper() - lower);
      }
      before = b.count();
      lower = b.upper();
    }
    return before;
  }
}
