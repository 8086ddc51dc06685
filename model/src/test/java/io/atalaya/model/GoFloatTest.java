package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "0.5, 0.5",
    "100000, 100000",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "-2.5e-7, -2.5e-07",
    "1e100, 1e+100",
    "-0.0, -0",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void theShortestFormTakesAnExponentAsGoDoes(double v, String text) {
    assertThat(GoFloat.shortest(v)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1e21, 1000000000000000000000", "1e-7, 0.0000001", "1.5, 1.5", "-0.0, -0"})
  void thePlainFormNeverTakesAnExponent(double v, String text) {
    assertThat(GoFloat.plain(v)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"2, 2.0", "0.99, 0.99", "1e6, 1e+06", "NaN, NaN"})
  void wholeNumbersOfOpenMetricsShowThatTheyAreFloats(double v, String text) {
    assertThat(GoFloat.openMetrics(v)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "2.345, 2.3", "123, 1.2e+02", "0.00001234, 1.2e-05"})
  void twoDigitsAreKept(double v, String text) {
    assertThat(GoFloat.rounded(v, 2)).isEqualTo(text);
  }
}
