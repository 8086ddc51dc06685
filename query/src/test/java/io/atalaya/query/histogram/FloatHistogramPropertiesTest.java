package io.atalaya.query.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FloatHistogramPropertiesTest {
  private static final Random RANDOM = new Random(3);

  /** Observations counted the way a client counts them. */
  private static Histogram observed(int schema, double zeroThreshold, double... values) {
    FloatHistogram h = FloatHistogram.of(empty(schema, zeroThreshold));
    for (double v : values) {
      h.add(FloatHistogram.of(one(schema, zeroThreshold, v)));
    }
    return h.compact().toHistogram();
  }

  private static Histogram empty(int schema, double zeroThreshold) {
    double[] none = {};
    return new Histogram(
        schema,
        zeroThreshold,
        0,
        0,
        0,
        List.of(),
        none,
        List.of(),
        none,
        none,
        ResetHint.UNKNOWN,
        false);
  }

  private static Histogram one(int schema, double zeroThreshold, double v) {
    double[] none = {};
    if (Math.abs(v) <= zeroThreshold) {
      return new Histogram(
          schema,
          zeroThreshold,
          1,
          1,
          v,
          List.of(),
          none,
          List.of(),
          none,
          none,
          ResetHint.UNKNOWN,
          false);
    }
    int index = 0;
    while (BucketBounds.exponential(schema, index) < Math.abs(v)) {
      index++;
    }
    while (BucketBounds.exponential(schema, index - 1) >= Math.abs(v)) {
      index--;
    }
    List<Span> span = List.of(new Span(index, 1));
    double[] count = {1};
    boolean positive = v > 0;
    return new Histogram(
        schema,
        zeroThreshold,
        0,
        1,
        v,
        positive ? span : List.of(),
        positive ? count : none,
        positive ? List.of() : span,
        positive ? none : count,
        none,
        ResetHint.UNKNOWN,
        false);
  }

  private static double[] randomValues() {
    double[] values = new double[1 + RANDOM.nextInt(40)];
    for (int i = 0; i < values.length; i++) {
      values[i] = RANDOM.nextGaussian() * Math.pow(10, RANDOM.nextInt(4));
    }
    return values;
  }

  @RepeatedTest(50)
  void theSumOfTwoCountsAllObservationsAtTheLowerResolution() {
    double[] a = randomValues();
    double[] b = randomValues();
    int schemaA = RANDOM.nextInt(6) - 2;
    int schemaB = RANDOM.nextInt(6) - 2;
    FloatHistogram sum = FloatHistogram.of(observed(schemaA, 0.001, a));
    sum.add(FloatHistogram.of(observed(schemaB, 0.001, b)));
    double[] all = new double[a.length + b.length];
    System.arraycopy(a, 0, all, 0, a.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    FloatHistogram direct = FloatHistogram.of(observed(Math.min(schemaA, schemaB), 0.001, all));
    assertThat(sum.compact().toHistogram().positiveSpans())
        .isEqualTo(direct.toHistogram().positiveSpans());
    assertThat(sum.toHistogram().positiveCounts()).isEqualTo(direct.toHistogram().positiveCounts());
    assertThat(sum.toHistogram().negativeCounts()).isEqualTo(direct.toHistogram().negativeCounts());
    assertThat(sum.count()).isEqualTo(all.length);
  }

  @RepeatedTest(50)
  void whatWasAddedCanBeTakenAway() {
    Histogram a = observed(1, 0.01, randomValues());
    Histogram b = observed(1, 0.01, randomValues());
    FloatHistogram sum = FloatHistogram.of(a);
    sum.add(FloatHistogram.of(b));
    assertThat(sum.isResetSince(FloatHistogram.of(a))).isFalse();
    assertThat(FloatHistogram.of(a).isResetSince(sum)).isTrue();
    sum.subtract(FloatHistogram.of(b));
    assertThat(sum.compact().toHistogram().positiveCounts()).isEqualTo(a.positiveCounts());
    assertThat(sum.sum()).isCloseTo(a.sum(), within(1e-9 * (1 + Math.abs(b.sum()))));
  }

  @RepeatedTest(50)
  void aQuantileLiesInTheBucketOfTheRankedObservation() {
    double[] values = randomValues();
    Histogram h = observed(3, 0.001, values);
    List<Double> sorted = new ArrayList<>();
    for (double v : values) {
      sorted.add(v);
    }
    sorted.sort(null);
    double q = RANDOM.nextDouble();
    double answer = HistogramQuantiles.quantile(q, h).value();
    double width = Math.pow(2, 1 / 8.0);
    int rank = Math.max(0, (int) Math.ceil(q * values.length) - 1);
    double exact = sorted.get(rank);
    double tolerance = Math.abs(exact) * (width - 1) + 0.002;
    assertThat(answer).isCloseTo(exact, within(tolerance));
  }

  @RepeatedTest(20)
  void theTwoSidesOfATrimHaveAllObservations() {
    Histogram h = observed(2, 0.001, randomValues());
    double at = RANDOM.nextGaussian() * 10;
    double below = HistogramTrim.trim(h, at, true).count();
    double above = HistogramTrim.trim(h, at, false).count();
    assertThat(below + above).isCloseTo(h.count(), within(1e-9 * h.count()));
  }

  @Test
  void aWiderZeroBucketTakesInWhatItCuts() {
    FloatHistogram narrow = FloatHistogram.of(observed(0, 0, 1.5, 3, 100));
    FloatHistogram wide = FloatHistogram.of(observed(0, 2.5, 0.1));
    narrow.add(wide);
    Histogram sum = narrow.compact().toHistogram();
    assertThat(sum.zeroThreshold()).isEqualTo(4);
    assertThat(sum.zeroCount()).isEqualTo(3);
    assertThat(sum.positiveCounts()).containsExactly(1);
  }

  @Test
  void customBucketsAndExponentialOnesCannotBeAdded() {
    double[] none = {};
    Histogram custom =
        new Histogram(
            Histogram.CUSTOM_BUCKETS,
            0,
            0,
            1,
            1,
            List.of(new Span(0, 1)),
            new double[] {1},
            List.of(),
            none,
            new double[] {5},
            ResetHint.UNKNOWN,
            false);
    FloatHistogram h = FloatHistogram.of(observed(0, 0, 1));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> h.add(FloatHistogram.of(custom)))
        .isInstanceOf(IncompatibleBucketsException.class);
  }
}
