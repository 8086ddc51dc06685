package io.atalaya.query.histogram;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.query.number.Neumaier;
import java.util.Arrays;

/**
 * A histogram that is calculated with. Mutable; for one thread.
 *
 * <p>Sums keep what rounding loses in every count; {@link #settle} adds it in the end, {@link
 * #forgetLost} makes it a plain sum. When two histograms meet, the result has
 *
 * <ul>
 *   <li>the lower of two resolutions,
 *   <li>a zero bucket wide enough for both and for every populated bucket it would cut,
 *   <li>only the custom bounds that both have.
 * </ul>
 */
public final class FloatHistogram {
  private int schema;
  private double zeroThreshold;
  private double count;
  private double sum;
  private double zeroCount;
  private double countLost;
  private double sumLost;
  private double zeroLost;
  private Buckets positive;
  private Buckets negative;
  private double[] customBounds;
  private ResetHint hint;

  private FloatHistogram(Buckets positive, Buckets negative, double[] bounds, ResetHint hint) {
    this.positive = positive;
    this.negative = negative;
    this.customBounds = bounds;
    this.hint = hint;
  }

  public static FloatHistogram of(Histogram h) {
    FloatHistogram f =
        new FloatHistogram(
            Buckets.of(h.positiveSpans(), h.positiveCounts()),
            Buckets.of(h.negativeSpans(), h.negativeCounts()),
            h.customBounds(),
            h.resetHint());
    f.schema = h.schema();
    f.zeroThreshold = h.zeroThreshold();
    f.zeroCount = h.zeroCount();
    f.count = h.count();
    f.sum = h.sum();
    return f;
  }

  /** Nothing observed, with the layout of another. */
  public static FloatHistogram emptyLike(FloatHistogram other) {
    FloatHistogram f =
        new FloatHistogram(Buckets.empty(), Buckets.empty(), other.customBounds, ResetHint.UNKNOWN);
    f.schema = other.schema;
    return f;
  }

  public FloatHistogram copy() {
    FloatHistogram f = new FloatHistogram(positive.copy(), negative.copy(), customBounds, hint);
    f.schema = schema;
    f.zeroThreshold = zeroThreshold;
    f.count = count;
    f.sum = sum;
    f.zeroCount = zeroCount;
    f.countLost = countLost;
    f.sumLost = sumLost;
    f.zeroLost = zeroLost;
    return f;
  }

  /** As a value, with buckets that count nothing kept. */
  public Histogram toHistogram() {
    return new Histogram(
        schema,
        zeroThreshold,
        zeroCount,
        count,
        sum,
        positive.spans(),
        positive.counts(),
        negative.spans(),
        negative.counts(),
        customBounds,
        hint,
        false);
  }

  public int schema() {
    return schema;
  }

  public double count() {
    return count;
  }

  public double sum() {
    return sum;
  }

  double zeroCount() {
    return zeroCount;
  }

  double zeroThreshold() {
    return zeroThreshold;
  }

  double[] customBounds() {
    return customBounds;
  }

  Buckets positive() {
    return positive;
  }

  Buckets negative() {
    return negative;
  }

  void setTotals(double newCount, double newSum, double newZeroCount) {
    count = newCount;
    sum = newSum;
    zeroCount = newZeroCount;
  }

  public ResetHint hint() {
    return hint;
  }

  public FloatHistogram withHint(ResetHint newHint) {
    hint = newHint;
    return this;
  }

  public boolean usesCustomBuckets() {
    return schema == Histogram.CUSTOM_BUCKETS;
  }

  public boolean isGauge() {
    return hint == ResetHint.GAUGE;
  }

  /** Multiplies all counts and the sum. */
  public FloatHistogram multiply(double factor) {
    zeroCount *= factor;
    count *= factor;
    sum *= factor;
    zeroLost *= factor;
    countLost *= factor;
    sumLost *= factor;
    positive.scale(factor);
    negative.scale(factor);
    if (factor < 0) {
      hint = ResetHint.GAUGE;
    }
    return this;
  }

  /** Divides all counts and the sum; division by zero leaves no buckets. */
  public FloatHistogram divide(double divisor) {
    zeroCount /= divisor;
    count /= divisor;
    sum /= divisor;
    zeroLost /= divisor;
    countLost /= divisor;
    sumLost /= divisor;
    if (divisor == 0) {
      positive = Buckets.empty();
      negative = Buckets.empty();
      return this;
    }
    positive.divide(divisor);
    negative.divide(divisor);
    if (divisor < 0) {
      hint = ResetHint.GAUGE;
    }
    return this;
  }

  /** Adds, without compensation. */
  public Combination add(FloatHistogram other) {
    Combination combination = combine(other, 1);
    forgetLost();
    return combination;
  }

  /** Subtracts, without compensation. */
  public Combination subtract(FloatHistogram other) {
    Combination combination = combine(other, -1);
    forgetLost();
    return combination;
  }

  /** Adds, and remembers what rounding loses. */
  public Combination addCompensated(FloatHistogram other) {
    return combine(other, 1);
  }

  /** Adds what rounding has lost. */
  public FloatHistogram settle() {
    count += countLost;
    sum += sumLost;
    zeroCount += zeroLost;
    positive.settle();
    negative.settle();
    countLost = 0;
    sumLost = 0;
    zeroLost = 0;
    return this;
  }

  private void forgetLost() {
    countLost = 0;
    sumLost = 0;
    zeroLost = 0;
    positive.forgetLost();
    negative.forgetLost();
  }

  private Combination combine(FloatHistogram other, double sign) {
    if (usesCustomBuckets() != other.usesCustomBuckets()) {
      throw new IncompatibleBucketsException();
    }
    boolean collision = adjustHint(other.hint);
    boolean reconciled = false;
    if (usesCustomBuckets()) {
      reconciled = combineCustom(other, sign);
    } else {
      combineExponential(other, sign);
    }
    addCount(sign * other.count);
    addSum(sign * other.sum);
    return new Combination(collision, reconciled);
  }

  /** Whether a reset meets the certainty that there was none. */
  private boolean adjustHint(ResetHint other) {
    if (other == hint || hint == ResetHint.GAUGE) {
      return false;
    }
    if (other == ResetHint.GAUGE) {
      hint = ResetHint.GAUGE;
      return false;
    }
    boolean collision = hint != ResetHint.UNKNOWN && other != ResetHint.UNKNOWN;
    hint = ResetHint.UNKNOWN;
    return collision;
  }

  private void addCount(double x) {
    double t = count + x;
    countLost = Neumaier.lost(count, countLost, x, t);
    count = t;
  }

  private void addSum(double x) {
    double t = sum + x;
    sumLost = Neumaier.lost(sum, sumLost, x, t);
    sum = t;
  }

  private void addZero(double x) {
    double t = zeroCount + x;
    zeroLost = Neumaier.lost(zeroCount, zeroLost, x, t);
    zeroCount = t;
  }

  private boolean combineCustom(FloatHistogram other, double sign) {
    if (Arrays.equals(customBounds, other.customBounds)) {
      positive = positive.plus(other.positive, sign);
      return false;
    }
    double[] common = CustomBounds.common(customBounds, other.customBounds);
    Buckets own = CustomBounds.map(positive, customBounds, common);
    Buckets others = CustomBounds.map(other.positive, other.customBounds, common);
    positive = own.plus(others, sign).populated();
    customBounds = common;
    return true;
  }

  private void combineExponential(FloatHistogram other, double sign) {
    ZeroBucket otherZero = reconcileZeroBuckets(other);
    addZero(sign * otherZero.count());
    if (otherZero.lost() != 0) {
      addZero(sign * otherZero.lost());
    }
    if (other.schema < schema) {
      reduceTo(other.schema);
    }
    positive = positive.plus(otherSide(other.positive, other.schema), sign);
    negative = negative.plus(otherSide(other.negative, other.schema), sign);
  }

  /** The other's buckets in our resolution and outside of our zero bucket. */
  private Buckets otherSide(Buckets side, int sideSchema) {
    return ZeroBucket.beyond(coarser(side, sideSchema, schema), schema, zeroThreshold);
  }

  static Buckets coarser(Buckets side, int from, int to) {
    return from == to ? side : side.mapped(index -> BucketBounds.coarser(index, from, to));
  }

  /** Goes down to a lower resolution. */
  public FloatHistogram reduceTo(int coarserSchema) {
    positive = coarser(positive, schema, coarserSchema);
    negative = coarser(negative, schema, coarserSchema);
    schema = coarserSchema;
    return this;
  }

  /** Makes our zero bucket as wide as needed and tells what the other's would then count. */
  private ZeroBucket reconcileZeroBuckets(FloatHistogram other) {
    ZeroBucket theirs = new ZeroBucket(other.zeroThreshold, other.zeroCount, other.zeroLost);
    while (theirs.threshold() != zeroThreshold) {
      if (zeroThreshold > theirs.threshold()) {
        theirs = ZeroBucket.widened(other, zeroThreshold);
      }
      if (theirs.threshold() > zeroThreshold) {
        ZeroBucket ours = ZeroBucket.widened(this, theirs.threshold());
        zeroThreshold = ours.threshold();
        zeroCount = ours.count();
        zeroLost = ours.lost();
        dropBucketsInZeroBucket();
      }
    }
    return theirs;
  }

  private void dropBucketsInZeroBucket() {
    positive = ZeroBucket.outside(positive, schema, zeroThreshold).populated();
    negative = ZeroBucket.outside(negative, schema, zeroThreshold).populated();
  }

  double zeroLost() {
    return zeroLost;
  }

  /** Drops buckets that count nothing. */
  public FloatHistogram compact() {
    positive = positive.populated();
    negative = negative.populated();
    return this;
  }

  public boolean hasOverflow() {
    return Double.isInfinite(zeroCount)
        || Double.isInfinite(count)
        || Double.isInfinite(sum)
        || positive.hasInfinity()
        || negative.hasInfinity();
  }

  /** Whether the counter was reset between an earlier histogram and this one. */
  public boolean isResetSince(FloatHistogram previous) {
    return ResetDetection.isReset(this, previous);
  }

  /** Whether all counts, the sum and the layout of buckets are the same; hints do not matter. */
  public boolean sameAs(FloatHistogram other) {
    return schema == other.schema
        && bits(count) == bits(other.count)
        && bits(sum) == bits(other.sum)
        && bits(zeroCount) == bits(other.zeroCount)
        && zeroThreshold == other.zeroThreshold
        && (!usesCustomBuckets() || Arrays.equals(customBounds, other.customBounds))
        && positive.sameAs(other.positive)
        && negative.sameAs(other.negative);
  }

  private static long bits(double v) {
    return Double.doubleToRawLongBits(v);
  }
}
