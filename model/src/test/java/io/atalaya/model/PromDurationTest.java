package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts from the tests of prometheus/common. */
final class PromDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0,      0,            0s",
    "0w,     0,            0s",
    "0s,     0,            0s",
    "324ms,  324,          324ms",
    "3s,     3000,         3s",
    "5m,     300000,       5m",
    "1h,     3600000,      1h",
    "4d,     345600000,    4d",
    "4d1h,   349200000,    4d1h",
    "14d,    1209600000,   2w",
    "3w,     1814400000,   3w",
    "3w2d1h, 1990800000,   23d1h",
    "10y,    315360000000, 10y",
    "90d,    7776000000,   90d",
    "1h30m,  5400000,      1h30m",
    "1s500ms,1500,         1s500ms",
    "120s,   120000,       2m",
    "01h,    3600000,      1h",
  })
  void readsAndWrites(String text, long millis, String written) {
    assertThat(PromDuration.parseMillis(text)).isEqualTo(millis);
    assertThat(PromDuration.format(millis)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "''~empty duration string",
        "1~not a valid duration string: \"1\"",
        "1y1m1d~not a valid duration string: \"1y1m1d\"",
        "1s1s~not a valid duration string: \"1s1s\"",
        "-1w~not a valid duration string: \"-1w\"",
        "s~not a valid duration string: \"s\"",
        "1s2~not a valid duration string: \"1s2\"",
        "99999999999999999999999s~not a valid duration string: \"99999999999999999999999s\"",
        "1.5d~unknown unit \".\" in duration \"1.5d\"",
        "d~not a valid duration string: \"d\"",
        "5x~unknown unit \"x\" in duration \"5x\"",
        "294y~duration out of range",
        "200y10400w~duration out of range",
        "107675d~duration out of range",
        "9223372036854775807s~duration out of range",
      })
  void refusesInPrometheusWords(String text, String error) {
    assertThatThrownBy(() -> PromDuration.parseMillis(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(error);
  }

  @Test
  void negativeDurationsAreWrittenWithASign() {
    assertThat(PromDuration.format(-1_990_800_000)).isEqualTo("-23d1h");
  }

  @Property
  void whatIsWrittenIsReadBack(@ForAll @LongRange(min = 0, max = 9_223_372_036_854L) long millis) {
    assertThat(PromDuration.parseMillis(PromDuration.format(millis))).isEqualTo(millis);
  }
}
