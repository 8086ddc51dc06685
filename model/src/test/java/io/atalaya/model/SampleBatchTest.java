package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SampleBatchTest {
  private static final Histogram HISTOGRAM =
      new Histogram(
          0,
          0,
          0,
          1,
          1,
          List.of(new Histogram.Span(0, 1)),
          new double[] {1},
          List.of(),
          new double[0],
          new double[0],
          Histogram.ResetHint.UNKNOWN,
          true);

  @Test
  void rowsShareTheBatchsTimeUntilOneHasItsOwn() {
    SampleBatch batch = new SampleBatch(1000);
    batch.add(7, 1.5);
    batch.add(8, 1000, 2.5);
    assertThat(batch.sharesOneTimestamp()).isTrue();
    batch.add(9, 900, SampleValue.STALE);
    batch.add(10, 4.5);
    assertThat(batch.sharesOneTimestamp()).isFalse();
    assertThat(batch.size()).isEqualTo(4);
    assertThat(
            List.of(batch.timestampMillis(0), batch.timestampMillis(2), batch.timestampMillis(3)))
        .containsExactly(1000L, 900L, 1000L);
    assertThat(SampleValue.isStale(batch.value(2))).isTrue();
    assertThat(SampleValue.isStale(Double.NaN)).isFalse();
    assertThat(batch.ref(3)).isEqualTo(10);
  }

  @Test
  void growsWithAllItsColumns() {
    SampleBatch batch = new SampleBatch(5);
    for (int i = 0; i < 1000; i++) {
      if (i % 10 == 3) {
        batch.add(i, i, HISTOGRAM);
      } else {
        batch.add(i, i * 0.5);
      }
      if (i % 7 == 0) {
        batch.startedAt(i + 1);
      }
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(batch.ref(i)).isEqualTo(i);
      assertThat(batch.histogram(i)).isSameAs(i % 10 == 3 ? HISTOGRAM : null);
      assertThat(batch.timestampMillis(i)).isEqualTo(i % 10 == 3 ? i : 5);
      assertThat(batch.startTimestampMillis(i)).isEqualTo(i % 7 == 0 ? i + 1 : 0);
    }
    assertThat(batch.value(998)).isEqualTo(499);
  }

  @Test
  void aResetLeavesNothingBehind() {
    SampleBatch batch = new SampleBatch(5);
    batch.add(1, 6, HISTOGRAM);
    batch.startedAt(1);
    batch.requireDurable();
    batch.add(new SampleBatch.Exemplar(1, Labels.of("trace_id", "x"), 1, 5));
    batch.add(new SampleBatch.Metadata("up", "gauge", "", "Whether it is up."));
    assertThat(batch.exemplars()).hasSize(1);
    assertThat(batch.metadata()).hasSize(1);
    batch.reset(10);
    batch.add(2, 1);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(batch.timestampMillis(0)).isEqualTo(10);
    assertThat(batch.histogram(0)).isNull();
    assertThat(batch.startTimestampMillis(0)).isZero();
    assertThat(batch.mustBeDurable()).isFalse();
    assertThat(batch.exemplars()).isEmpty();
    assertThat(batch.metadata()).isEmpty();
  }
}
