package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistogramTest {
  private static Histogram exponential(int schema, List<Span> spans, double... counts) {
    return new Histogram(
        schema,
        0.001,
        1,
        4,
        7.5,
        spans,
        counts,
        List.of(),
        new double[0],
        new double[0],
        ResetHint.UNKNOWN,
        true);
  }

  private static Histogram custom(double zeroCount, double... bounds) {
    return new Histogram(
        Histogram.CUSTOM_BUCKETS,
        0,
        zeroCount,
        1,
        1,
        List.of(new Span(0, 1)),
        new double[] {1},
        List.of(),
        new double[0],
        bounds,
        ResetHint.GAUGE,
        false);
  }

  @Test
  void isEqualBitForBit() {
    Histogram a = exponential(3, List.of(new Span(-2, 1), new Span(0, 1)), 1, 2);
    Histogram b = exponential(3, List.of(new Span(-2, 1), new Span(0, 1)), 1, 2);
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    assertThat(a).isNotEqualTo(exponential(3, List.of(new Span(-2, 2)), 1, 2));
    assertThat(a).isNotEqualTo(exponential(3, List.of(new Span(-2, 1), new Span(0, 1)), 1, 3));
    assertThat(a.usesCustomBuckets()).isFalse();
    assertThat(custom(0, 0.5, 1).usesCustomBuckets()).isTrue();
  }

  @Test
  void doesNotSeeLaterChangesOfTheArraysItWasMadeFrom() {
    double[] counts = {1, 2};
    Histogram histogram = exponential(0, List.of(new Span(0, 2)), counts);
    counts[0] = 99;
    assertThat(histogram.positiveCounts()).containsExactly(1, 2);
  }

  @Test
  void refusesSpansAndCountsThatDoNotAgree() {
    assertThatThrownBy(() -> exponential(0, List.of(new Span(0, 2)), 1))
        .hasMessage("positive spans need 2 buckets, have 1");
    assertThatThrownBy(() -> new Span(0, -1)).hasMessage("span length -1 is negative");
    assertThatThrownBy(() -> exponential(0, List.of(new Span(0, 1), new Span(-1, 1)), 1, 1))
        .hasMessage("positive span with offset -1 overlaps the one before");
  }

  @Test
  void refusesSchemasAndBoundsThatDoNotExist() {
    assertThatThrownBy(() -> exponential(9, List.of())).hasMessage("unknown histogram schema 9");
    assertThatThrownBy(() -> exponential(-5, List.of())).hasMessage("unknown histogram schema -5");
    assertThatThrownBy(() -> custom(0, 1, 1))
        .hasMessage("custom bound 1.0 is not finite and above 1.0");
    assertThatThrownBy(() -> custom(0, 1, Double.POSITIVE_INFINITY))
        .hasMessage("custom bound Infinity is not finite and above 1.0");
    assertThatThrownBy(() -> custom(0, Double.NaN)).hasMessageContaining("custom bound NaN");
    assertThatThrownBy(() -> custom(1, 1)).hasMessageContaining("no zero bucket");
    assertThat(custom(Double.NaN, 1).zeroCount()).isNaN();
  }
}
