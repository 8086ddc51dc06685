package io.atalaya.collect.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  private static List<String> times(String cron, ZoneId zone, String after, int count) {
    List<String> times = new ArrayList<>();
    Instant at = ZonedDateTime.parse(after).toInstant();
    for (int i = 0; i < count; i++) {
      at = Cron.parse(cron, zone).next(at);
      times.add(at.atZone(zone).toOffsetDateTime().toString());
    }
    return times;
  }

  @ParameterizedTest
  @CsvSource({
    "'0 3 * * *',        2026-05-04T03:00:00Z, 2026-05-05T03:00Z",
    "'*/15 * * * *',     2026-05-04T03:44:59Z, 2026-05-04T03:45Z",
    "'0 0 1 * *',        2026-05-04T00:00:00Z, 2026-06-01T00:00Z",
    "'0 0 29 2 *',       2026-05-04T00:00:00Z, 2028-02-29T00:00Z",
    "'30 9 * * mon-fri', 2026-05-01T10:00:00Z, 2026-05-04T09:30Z",
    "'0 12 * * 7',       2026-05-04T00:00:00Z, 2026-05-10T12:00Z",
    "'0 0 13 * 5',       2026-05-04T00:00:00Z, 2026-05-08T00:00Z",
    "'5-10/5,59 1 * jan,dec *', 2026-11-30T00:00:00Z, 2026-12-01T01:05Z",
    "'@weekly',          2026-05-04T00:00:00Z, 2026-05-10T00:00Z",
  })
  void findsTheNextTime(String cron, String after, String next) {
    assertThat(times(cron, ZoneOffset.UTC, after, 1)).containsExactly(next);
  }

  @Test
  void aJobAtAFixedHourRunsOnceOnTheDaysWhenClocksChange() {
    // 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00.
    assertThat(times("30 2 * * *", MADRID, "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00");
    assertThat(times("30 2 * * *", MADRID, "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
  }

  @Test
  void aJobOfEveryHourRunsByTheTimeThatReallyPasses() {
    assertThat(times("0 * * * *", MADRID, "2026-10-24T23:30:00Z", 4))
        .containsExactly(
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T03:00+01:00",
            "2026-10-25T04:00+01:00");
    assertThat(times("0 * * * *", MADRID, "2026-03-29T00:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00");
  }

  @Property(tries = 200)
  void everyMinuteOfEveryHourIsEveryMinute(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds,
      @ForAll @IntRange(min = 1, max = 59) int step) {
    Instant at = Instant.ofEpochSecond(seconds);
    Instant next = Cron.parse("* * * * *", MADRID).next(at);
    assertThat(Duration.between(at, next)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    assertThat(
            Cron.parse("*/" + step + " * * * *", MADRID).next(at).atZone(MADRID).getMinute() % step)
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'* * * *',     five fields",
    "'60 * * * *',  no minute",
    "'* 24 * * *',  no hour",
    "'* * 0 * *',   no day of the month",
    "'* * * foo *', no month",
    "'* * * * 8',   no day of the week",
    "'5-1 * * * *', no minute",
    "'*/0 * * * *', no minute",
    "'0 0 31 2 *',  names no day",
    "'@often',      five fields",
  })
  void refusesWhatNeverComesAndSaysWhichFieldIsWrong(String cron, String message) {
    assertThatThrownBy(() -> Cron.parse(cron, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
