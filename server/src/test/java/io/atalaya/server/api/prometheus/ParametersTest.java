package io.atalaya.server.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  @ParameterizedTest
  @CsvSource({
    "15, 15000",
    "0.5, 500",
    "1e3, 1000000",
    "15s, 15000",
    "1h30m, 5400000",
    "250ms, 250"
  })
  void durationsAreSecondsOrPrometheusForm(String text, long millis) {
    assertThat(Parameters.duration("step", text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1x", "NaN", "1e999999999", "Inf", "--1"})
  void otherDurationsAreRefused(String text) {
    assertThatThrownBy(() -> Parameters.duration("step", text))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining("invalid parameter \"step\"");
  }

  @Test
  void hugeExponentsAreRefusedAtOnce() {
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () ->
            assertThatThrownBy(() -> Parameters.duration("step", "1e-2147483647"))
                .isInstanceOf(ApiError.class));
  }
}
