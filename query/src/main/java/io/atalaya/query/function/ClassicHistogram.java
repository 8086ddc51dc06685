package io.atalaya.query.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A classic histogram at one step: cumulative counts by upper bound, in any order and possibly
 * flawed.
 *
 * <p>As in Prometheus, a question sorts and mends the buckets where they are, and what is left over
 * when buckets of equal bounds become one stays behind: the next question to the same histogram
 * finds it so.
 */
public final class ClassicHistogram {
  /** Relative differences below this are taken for rounding errors. */
  private static final double SMALL_DIFFERENCE = 1e-12;

  private record Bucket(double upper, double count) {}

  private final List<Bucket> buckets = new ArrayList<>();

  /** Where counts went down with growing bounds, so that they had to be mended. */
  public record Mending(double minBucket, double maxBucket, double maxDifference) {
    /** Whether nothing had to be mended. */
    public boolean isNone() {
      return minBucket > maxBucket;
    }

    static final Mending NONE = new Mending(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0);

    private Mending and(double bucket, double difference) {
      return new Mending(
          Math.min(minBucket, bucket),
          Math.max(maxBucket, bucket),
          Math.max(maxDifference, difference));
    }
  }

  /** A quantile, and what had to be mended for it. */
  public record Answer(double value, Mending mending) {
    static Answer of(double value) {
      return new Answer(value, Mending.NONE);
    }
  }

  public void add(double upper, double count) {
    buckets.add(new Bucket(upper, count));
  }

  public boolean isEmpty() {
    return buckets.isEmpty();
  }

  /** The {@code q}-quantile, with observations evenly spread within each bucket. */
  public Answer quantile(double q) {
    if (Double.isNaN(q)) {
      return Answer.of(Double.NaN);
    }
    if (q < 0) {
      return Answer.of(Double.NEGATIVE_INFINITY);
    }
    if (q > 1) {
      return Answer.of(Double.POSITIVE_INFINITY);
    }
    List<Bucket> sorted = sorted();
    if (!isComplete(sorted)) {
      return Answer.of(Double.NaN);
    }
    Mending mending = makeMonotonic(sorted);
    return new Answer(quantile(q, sorted), mending);
  }

  private static double quantile(double q, List<Bucket> buckets) {
    int last = buckets.size() - 1;
    double observations = buckets.get(last).count;
    if (last < 1 || observations == 0) {
      return Double.NaN;
    }
    double rank = q * observations;
    int b = firstWith(rank, buckets, last);
    if (b == last) {
      return buckets.get(last - 1).upper;
    }
    Bucket bucket = buckets.get(b);
    if (b == 0) {
      return bucket.upper <= 0 ? bucket.upper : bucket.upper * (rank / bucket.count);
    }
    Bucket before = buckets.get(b - 1);
    double part = (rank - before.count) / (bucket.count - before.count);
    return before.upper + (bucket.upper - before.upper) * part;
  }

  /**
   * By halving, the first of the buckets before {@code end} that counts as many as the rank, or
   * {@code end}; which one that is where a count is NaN, others see as well.
   */
  private static int firstWith(double rank, List<Bucket> buckets, int end) {
    int from = 0;
    int to = end;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (buckets.get(middle).count >= rank) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /** Which part of all observations lies between two values. */
  public double fraction(double lower, double upper) {
    List<Bucket> sorted = sorted();
    if (!isComplete(sorted)) {
      return Double.NaN;
    }
    double count = sorted.getLast().count;
    if (count == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    double below = Math.min(rank(sorted, lower), count);
    return (Math.min(rank(sorted, upper), count) - below) / count;
  }

  /** How many observations lie below a value; infinity if it is beyond all buckets. */
  private static double rank(List<Bucket> buckets, double value) {
    double rank = 0;
    double lower = buckets.getFirst().upper <= 0 ? Double.NEGATIVE_INFINITY : 0;
    for (Bucket bucket : buckets) {
      if (lower >= value) {
        return rank;
      }
      if (bucket.upper > value) {
        return lower == Double.NEGATIVE_INFINITY
            ? bucket.count
            : rank + (bucket.count - rank) * (value - lower) / (bucket.upper - lower);
      }
      rank = bucket.count;
      lower = bucket.upper;
    }
    return Double.POSITIVE_INFINITY;
  }

  private static boolean isComplete(List<Bucket> sorted) {
    return sorted.getLast().upper == Double.POSITIVE_INFINITY;
  }

  /** By bound, those of equal bound added up. */
  private List<Bucket> sorted() {
    buckets.sort(Comparator.comparingDouble(Bucket::upper));
    int last = 0;
    for (int i = 1; i < buckets.size(); i++) {
      Bucket b = buckets.get(i);
      Bucket before = buckets.get(last);
      if (b.upper == before.upper) {
        buckets.set(last, new Bucket(b.upper, before.count + b.count));
      } else {
        buckets.set(++last, b);
      }
    }
    return buckets.subList(0, last + 1);
  }

  private static Mending makeMonotonic(List<Bucket> buckets) {
    Mending mending = Mending.NONE;
    double previous = buckets.getFirst().count;
    for (int i = 1; i < buckets.size(); i++) {
      Bucket b = buckets.get(i);
      if (b.count == previous) {
        continue;
      }
      if (isAlmostEqual(previous, b.count)) {
        buckets.set(i, new Bucket(b.upper, previous));
      } else if (b.count < previous) {
        buckets.set(i, new Bucket(b.upper, previous));
        mending = mending.and(b.upper, previous - b.count);
      } else {
        previous = b.count;
      }
    }
    return mending;
  }

  private static boolean isAlmostEqual(double a, double b) {
    if (Double.isNaN(a) && Double.isNaN(b)) {
      return true;
    }
    double sum = Math.abs(a) + Math.abs(b);
    double difference = Math.abs(a - b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return difference < SMALL_DIFFERENCE * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < SMALL_DIFFERENCE;
  }
}
