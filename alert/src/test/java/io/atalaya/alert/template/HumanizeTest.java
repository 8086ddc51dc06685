package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers for people; the cases that Prometheus' own tests name have its results. */
class HumanizeTest {
  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0",
    "1.0, 1",
    "-1, -1",
    "999, 999",
    "999.95, 1000",
    "1000, 1k",
    "1234567.0, 1.235M",
    "9223372036854775807, 9.223E",
    "18446744073709551615, 18.45E",
    "1e24, 1Y",
    "1e30, 1e+06Y",
    ".12, 120m",
    "0.001, 1m",
    "-0.000123456, -123.5u",
    "1e-9, 1n",
    "1e-27, 0.001y",
    "+Inf, +Inf",
    "-Inf, -Inf",
    "NaN, NaN"
  })
  void humanizeUsesPowersOfAThousand(String number, String text) {
    assertThat(Humanize.si(Humanize.number(Value.of(number)))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    ".12, 0.12",
    "-0.5, -0.5",
    "1023, 1023",
    "1024, 1ki",
    "-2048, -2ki",
    "1048576.0, 1Mi",
    "1234567, 1.177Mi",
    "9223372036854775807, 8Ei",
    "18446744073709551615, 16Ei",
    "1e30, 8.272e+05Yi",
    "+Inf, +Inf",
    "NaN, NaN"
  })
  void humanize1024UsesPowersOfTwo(String number, String text) {
    assertThat(Humanize.binary(Humanize.number(Value.of(number)))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1s",
    "-1, -1s",
    "59.5, 59.5s",
    "60, 1m 0s",
    "60.5, 1m 0s",
    "899.99, 14m 59s",
    "3600, 1h 0m 0s",
    "86400, 1d 0h 0m 0s",
    "90000, 1d 1h 0m 0s",
    "-183845, -2d 3h 4m 5s",
    "1234567, 14d 6h 56m 7s",
    ".1, 100ms",
    ".0001, 100us",
    ".12345, 123.5ms",
    "1.2345, 1.234s",
    "12.345, 12.35s",
    "-0.25, -250ms",
    "+Inf, +Inf",
    "-Inf, -Inf",
    "NaN, NaN"
  })
  void humanizeDurationHasDaysToSecondsOrASmallUnit(String seconds, String text) {
    assertThat(Humanize.duration(Humanize.number(Value.of(seconds)))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.22222, -22.22%",
    "0.0, 0%",
    "0.1234567, 12.35%",
    "1.23456, 123.5%",
    "1234567, 1.235e+08%",
    "9223372036854775807, 9.223e+20%",
    "NaN, NaN%",
    "+Inf, +Inf%"
  })
  void humanizePercentageTakesARatio(String ratio, String text) {
    assertThat(Humanize.percentage(Humanize.number(Value.of(ratio)))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01 00:00:00 +0000 UTC",
    "-1, 1969-12-31 23:59:59 +0000 UTC",
    "1234567, 1970-01-15 06:56:07 +0000 UTC",
    "1435065584.128, 2015-06-23 13:19:44.128 +0000 UTC",
    "9223372036, 2262-04-11 23:47:16 +0000 UTC",
    "+Inf, +Inf",
    "NaN, NaN"
  })
  void humanizeTimestampTakesSecondsSince1970(String seconds, String text) {
    assertThat(Humanize.timestamp(Humanize.number(Value.of(seconds)))).isEqualTo(text);
  }

  @Test
  void timesThatNoNanosecondsCanSayAreRefused() {
    assertThatThrownBy(() -> Humanize.timestamp(-0x1p63))
        .hasMessage(
            "-9.223372036854776e+18 cannot be represented as a nanoseconds timestamp since it"
                + " overflows int64");
    assertThatThrownBy(() -> Humanize.time(Double.NaN)).hasMessage("value is NaN or Inf");
  }

  @ParameterizedTest
  @CsvSource({"one", "''", "1x", "0x", "1f", "1d", "--1", "1e", "' 1'"})
  void whatIsNoNumberIsRefusedInGoWords(String text) {
    assertThatThrownBy(() -> Humanize.number(Value.of(text)))
        .hasMessage("strconv.ParseFloat: parsing \"" + text + "\": invalid syntax");
  }

  @Test
  void durationsAreSecondsAndOtherKindsAreNoNumbers() {
    assertThat(Humanize.number(TimeFunctions.duration(1_500_000_000L))).isEqualTo(1.5);
    assertThat(Humanize.number(Value.of(3L))).isEqualTo(3);
    assertThatThrownBy(() -> Humanize.number(Value.of(true)))
        .hasMessage("can't convert bool to float");
  }
}
