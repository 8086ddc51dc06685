package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatJsonTest {
  /** Right column: what Go's strconv.FormatFloat gives, with Prometheus' choice of 'f' or 'e'. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-12, -12",
    "0.5, 0.5",
    "0.1, 0.1",
    "1e-3, 0.001",
    "1.5e-4, 0.00015",
    "1e-4, 0.0001",
    "1e-6, 0.000001",
    "1e-7, 1e-07",
    "1.25e-9, 1.25e-09",
    "5e-324, 5e-324",
    "1e7, 10000000",
    "12345678.5, 12345678.5",
    "9007199254740993, 9007199254740992",
    "1e20, 100000000000000000000",
    "1.5e20, 150000000000000000000",
    "1e21, 1e+21",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void writesWhatPrometheusWrites(double value, String text) {
    assertThat(GoFloat.json(value)).isEqualTo(text);
  }

  @Property
  void readsBackAsTheSameFloat(@ForAll double value) {
    assertThat(Double.parseDouble(GoFloat.json(value))).isEqualTo(value);
  }

  @Property
  void neverHasTrailingZerosOrAPointAtTheEnd(@ForAll double value) {
    String text = GoFloat.json(value);
    if (text.contains(".") && !text.contains("e")) {
      assertThat(text).doesNotEndWith("0").doesNotEndWith(".");
    }
  }

  @Property
  void hasNoExponentWhereJavaWritesOne(
      @ForAll @DoubleRange(min = 1, max = 10) double mantissa,
      @ForAll @IntRange(min = -6, max = 20) int exponent,
      @ForAll boolean negative) {
    double value = Double.parseDouble((negative ? "-" : "") + mantissa + "e" + exponent);
    Assume.that(Math.abs(value) >= 1e-6 && Math.abs(value) < 1e21);
    assertThat(GoFloat.json(value))
        .isEqualTo(new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString());
  }
}
