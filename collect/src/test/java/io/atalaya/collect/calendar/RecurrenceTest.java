package io.atalaya.collect.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.calendar.Recurrence.ByCron;
import io.atalaya.collect.calendar.Recurrence.Monthly;
import io.atalaya.collect.calendar.Recurrence.Once;
import io.atalaya.collect.calendar.Recurrence.Span;
import io.atalaya.collect.calendar.Recurrence.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecurrenceTest {
  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
  private static final LocalTime TWO = LocalTime.of(2, 0);

  private static String around(Recurrence recurrence, String at) {
    Span span = recurrence.around(Instant.parse(at)).orElseThrow();
    return span.from() + " " + span.until() + " " + span.holds(Instant.parse(at));
  }

  @Test
  void onceIsOverWhenItIsOver() {
    Once once =
        new Once(Instant.parse("2026-05-01T10:00:00Z"), Instant.parse("2026-05-01T12:00:00Z"));

    assertThat(around(once, "2026-05-01T09:59:59Z")).endsWith("false");
    assertThat(around(once, "2026-05-01T10:00:00Z")).endsWith("true");
    assertThat(once.around(Instant.parse("2026-05-01T12:00:00Z"))).isEmpty();
  }

  @Test
  void aWeeklyWindowLastsAsLongAsItSaysWhateverClocksDo() {
    Weekly sundays = new Weekly(Set.of(DayOfWeek.SUNDAY), TWO, Duration.ofHours(2), MADRID);

    // An ordinary Sunday, the one without 02:00, the one with 02:00 twice.
    assertThat(around(sundays, "2026-05-03T01:00:00Z"))
        .isEqualTo("2026-05-03T00:00:00Z 2026-05-03T02:00:00Z true");
    assertThat(around(sundays, "2026-03-29T01:00:00Z"))
        .isEqualTo("2026-03-29T01:00:00Z 2026-03-29T03:00:00Z true");
    assertThat(around(sundays, "2026-10-25T01:59:59Z"))
        .isEqualTo("2026-10-25T00:00:00Z 2026-10-25T02:00:00Z true");
    assertThat(around(sundays, "2026-10-25T02:00:00Z"))
        .isEqualTo("2026-11-01T01:00:00Z 2026-11-01T03:00:00Z false");
  }

  @Test
  void aWindowMayReachIntoTheNextDays() {
    Weekly weekend =
        new Weekly(Set.of(DayOfWeek.FRIDAY), LocalTime.of(22, 0), Duration.ofHours(58), MADRID);

    assertThat(around(weekend, "2026-05-04T05:59:59Z"))
        .isEqualTo("2026-05-01T20:00:00Z 2026-05-04T06:00:00Z true");
  }

  @Test
  void aMonthlyWindowCountsFromBothEndsAndLeavesOutDaysThatAMonthLacks() {
    Monthly last = new Monthly(Set.of(-1, 31), TWO, Duration.ofHours(1), ZoneId.of("UTC"));

    assertThat(around(last, "2026-02-10T00:00:00Z")).startsWith("2026-02-28T02:00:00Z");
    assertThat(around(last, "2026-03-10T00:00:00Z")).startsWith("2026-03-31T02:00:00Z");
    Monthly never30 = new Monthly(Set.of(30), TWO, Duration.ofHours(1), ZoneId.of("UTC"));
    assertThat(around(never30, "2026-02-01T00:00:00Z")).startsWith("2026-03-30T02:00:00Z");
  }

  @Test
  void cronSaysWhenAWindowBegins() {
    ByCron nightly = new ByCron(Cron.parse("0 3 * * *", MADRID), Duration.ofMinutes(30));

    assertThat(around(nightly, "2026-05-01T01:15:00Z"))
        .isEqualTo("2026-05-01T01:00:00Z 2026-05-01T01:30:00Z true");
    assertThat(around(nightly, "2026-05-01T01:30:00Z"))
        .isEqualTo("2026-05-02T01:00:00Z 2026-05-02T01:30:00Z false");
  }
}
