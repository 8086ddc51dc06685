package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DurationSummaryTest {
  private Instant now = Instant.EPOCH;
  private final DurationSummary summary = new DurationSummary((InstantSource) () -> now);

  @Test
  void withoutDurationsThereIsNoQuantile() {
    assertThat(summary.snapshot().quantile(0.5)).isNaN();
    assertThat(summary.snapshot().count()).isZero();
  }

  @Test
  void whatIsOldCountsForTheSumAndNotForQuantiles() {
    summary.observe(100);
    now = now.plusSeconds(601);
    summary.observe(1);
    summary.observeNanos(2_000_000_000);
    DurationSummary.Snapshot snapshot = summary.snapshot();
    assertThat(snapshot.count()).isEqualTo(3);
    assertThat(snapshot.sum()).isEqualTo(103);
    assertThat(snapshot.quantile(0.99)).isEqualTo(2);
  }

  @Test
  void onlyTheNewestAreKeptForQuantiles() {
    for (int i = 0; i < 2000; i++) {
      summary.observe(i);
    }
    assertThat(summary.snapshot().quantile(0)).isEqualTo(1500);
    assertThat(summary.snapshot().quantile(1)).isEqualTo(1999);
    assertThat(summary.snapshot().count()).isEqualTo(2000);
  }

  @Property(tries = 100)
  void aQuantileIsTheLeastValueThatSuchAShareDoesNotExceed(
      @ForAll @Size(min = 1, max = 400) double[] seconds,
      @ForAll @DoubleRange(max = 1) double share) {
    DurationSummary fresh = new DurationSummary((InstantSource) () -> Instant.EPOCH);
    Arrays.stream(seconds).forEach(fresh::observe);
    double quantile = fresh.snapshot().quantile(share);
    long below = Arrays.stream(seconds).filter(s -> Double.compare(s, quantile) <= 0).count();
    long strictly = Arrays.stream(seconds).filter(s -> Double.compare(s, quantile) < 0).count();
    assertThat((double) below).isGreaterThanOrEqualTo(share * seconds.length);
    assertThat((double) strictly).isLessThan(Math.max(share * seconds.length, 1e-9) + 1e-9);
  }
}
