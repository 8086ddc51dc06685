package io.atalaya.collect.histogram;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gathers the cumulative buckets of one classic histogram, which becomes a native one with the same
 * bounds. Buckets may come in any order, and a bucket that comes twice counts once.
 *
 * <p>What contradicts itself (counts that fall from bucket to bucket, a count that is not that of
 * the last bucket, negative numbers) becomes no histogram, as in Prometheus.
 */
public final class ClassicBuckets {
  /** Buckets one histogram may have. */
  private static final int MAX_BUCKETS = 10_000;

  /** Empty buckets that are kept between others: a span costs more than they do. */
  private static final int MAX_EMPTY = 2;

  /** Above this a double has no fractions, and may not fit a long. */
  private static final double MAX_WHOLE = 0x1p63;

  private double[] bounds = new double[16];
  private double[] counts = new double[16];
  private int size;
  private double count;
  private boolean hasCount;
  private double sum;
  private boolean contradictory;

  /** Begins another histogram. */
  public void reset() {
    size = 0;
    count = 0;
    hasCount = false;
    sum = 0;
    contradictory = false;
  }

  /** Takes the number of all observations. */
  public void count(double observations) {
    contradictory |= observations < 0;
    count = observations;
    hasCount = true;
  }

  /** Takes the sum of all observations. */
  public void sum(double ofObservations) {
    sum = ofObservations;
  }

  /** Takes a bucket: how many observations are at most {@code bound}. */
  public void bucket(double bound, double cumulative) {
    int found = size == 0 || bounds[size - 1] < bound ? -size - 1 : search(bound);
    if (found >= 0) {
      return;
    }
    int at = -found - 1;
    boolean falls = at > 0 && cumulative < counts[at - 1];
    boolean exceeds = at < size && cumulative > counts[at];
    if (falls || exceeds || cumulative < 0 || Double.isNaN(bound) || size == MAX_BUCKETS) {
      contradictory = true;
      return;
    }
    insert(at, bound, cumulative);
  }

  private int search(double bound) {
    return Arrays.binarySearch(bounds, 0, size, bound + 0.0);
  }

  private void insert(int at, double bound, double cumulative) {
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    System.arraycopy(bounds, at, bounds, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    // Adding zero makes −0 the same bound as 0.
    bounds[at] = bound + 0.0;
    counts[at] = cumulative;
    size++;
  }

  /** The native histogram; empty if the parts contradict each other. */
  public Optional<Histogram> build(ResetHint hint) {
    boolean infinite = size > 0 && bounds[size - 1] == Double.POSITIVE_INFINITY;
    int finite = infinite ? size - 1 : size;
    double all = hasCount || size == 0 ? count : counts[size - 1];
    double last = infinite ? counts[size - 1] : all;
    if (contradictory || last != all || (finite > 0 && all < counts[finite - 1])) {
      return Optional.empty();
    }
    double[] single = new double[finite + 1];
    double before = 0;
    boolean whole = isWhole(all);
    for (int i = 0; i < finite; i++) {
      single[i] = counts[i] - before;
      before = counts[i];
      whole &= isWhole(counts[i]);
    }
    single[finite] = all - before;
    CoarserBuckets buckets = CoarserBuckets.ofDense(single, 0, whole ? MAX_EMPTY : 0);
    return histogram(buckets, all, Arrays.copyOf(bounds, finite), hint, whole);
  }

  private static boolean isWhole(double number) {
    return number == Math.rint(number) && number < MAX_WHOLE;
  }

  private Optional<Histogram> histogram(
      CoarserBuckets buckets, double all, double[] finite, ResetHint hint, boolean whole) {
    try {
      return Optional.of(
          new Histogram(
              Histogram.CUSTOM_BUCKETS,
              0,
              0,
              all,
              sum,
              buckets.spans(),
              buckets.counts(),
              List.of(),
              new double[0],
              finite,
              hint,
              whole));
    } catch (IllegalArgumentException e) {
      // A bound of minus infinity, below which nothing can be.
      return Optional.empty();
    }
  }
}
