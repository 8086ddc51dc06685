package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.alert.route.TimePeriod.Range;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Time intervals as Alertmanager reads them, on java.time's clocks. */
class TimePeriodTest {
  private static final ZoneId SYDNEY = ZoneId.of("Australia/Sydney");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final List<Range> OFFICE = List.of(TimePeriod.timeRange("09:00", "17:00"));
  private static final List<Range> WORKDAYS = List.of(TimePeriod.weekdayRange("monday:friday"));

  private static TimePeriod office(ZoneId zone) {
    return new TimePeriod(OFFICE, WORKDAYS, List.of(), List.of(), List.of(), zone);
  }

  private static TimePeriod days(ZoneId zone, String... ranges) {
    return new TimePeriod(
        List.of(),
        List.of(),
        List.of(ranges).stream().map(TimePeriod::dayOfMonthRange).toList(),
        List.of(),
        List.of(),
        zone);
  }

  private static boolean at(TimePeriod period, String instant) {
    return period.contains(Instant.parse(instant));
  }

  @Test
  void withoutRestrictionsEveryInstantIsIn() {
    assertThat(at(TimePeriod.always(), "2026-03-04T05:06:07Z")).isTrue();
  }

  @Test
  void theEndOfATimeRangeIsOutAndTheLastMinuteBeforeIsIn() {
    TimePeriod office = office(ZoneOffset.UTC);
    assertThat(at(office, "2026-11-20T09:00:00Z")).isTrue();
    assertThat(at(office, "2026-11-20T16:59:59Z")).isTrue();
    assertThat(at(office, "2026-11-20T17:00:00Z")).isFalse();
    assertThat(at(office, "2026-11-21T12:00:00Z")).as("a Saturday").isFalse();
  }

  @Test
  void theClockOfTheZoneCountsInSummerAndInWinter() {
    TimePeriod office = office(BERLIN);
    assertThat(at(office, "2026-07-01T07:00:00Z")).as("9:00 in summer").isTrue();
    assertThat(at(office, "2026-12-01T07:00:00Z")).as("8:00 in winter").isFalse();
    assertThat(at(office, "2026-12-01T08:00:00Z")).as("9:00 in winter").isTrue();
    assertThat(at(office(SYDNEY), "2026-11-22T22:30:00Z")).as("Monday 9:30 there").isTrue();
  }

  @Test
  void aTimeThatTheClockSkipsIsNeverInAndOneThatItRepeatsIsTwice() {
    TimePeriod early =
        new TimePeriod(
            List.of(TimePeriod.timeRange("02:00", "03:00")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            BERLIN);
    assertThat(at(early, "2026-03-29T01:30:00Z")).as("3:30 in summer time").isFalse();
    assertThat(at(early, "2026-10-25T00:30:00Z")).as("2:30 the first time").isTrue();
    assertThat(at(early, "2026-10-25T01:30:00Z")).as("2:30 the second time").isTrue();
  }

  @Test
  void negativeDaysCountFromTheEndOfTheMonth() {
    TimePeriod last = days(ZoneOffset.UTC, "-2:-1");
    assertThat(at(last, "2026-02-27T00:00:00Z")).isTrue();
    assertThat(at(last, "2028-02-29T23:59:00Z")).isTrue();
    assertThat(at(last, "2026-02-26T12:00:00Z")).isFalse();
  }

  @Test
  void rangesBeyondTheMonthAreCutAndNeverReachIntoTheNext() {
    assertThat(at(days(ZoneOffset.UTC, "-31:-1"), "2026-06-30T12:00:00Z")).isTrue();
    assertThat(at(days(ZoneOffset.UTC, "31"), "2026-06-30T12:00:00Z")).isFalse();
    assertThat(at(days(ZoneOffset.UTC, "31"), "2026-07-01T12:00:00Z")).isFalse();
    assertThat(at(days(ZoneOffset.UTC, "29:31"), "2026-06-30T12:00:00Z")).isTrue();
  }

  @Test
  void monthsAndYearsAreReadByNameAndNumber() {
    assertThat(TimePeriod.monthRange("May:August")).isEqualTo(new Range(5, 8));
    assertThat(TimePeriod.monthRange("3")).isEqualTo(new Range(3, 3));
    assertThat(TimePeriod.yearRange("2026:2028")).isEqualTo(new Range(2026, 2028));
    assertThat(TimePeriod.weekdayRange("sunday")).isEqualTo(new Range(0, 0));
    assertThat(TimePeriod.timeRange("00:00", "24:00")).isEqualTo(new Range(0, 1440));
  }

  private static void refuses(Runnable parse, String message) {
    assertThatThrownBy(parse::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void impossibleRangesAreRefusedInAlertmanagersWords() {
    refuses(
        () -> TimePeriod.timeRange("17:31", "17:31"),
        "start time cannot be equal or greater than end time");
    refuses(
        () -> TimePeriod.timeRange("12:30", "24:01"),
        "couldn't parse timestamp 24:01, invalid format");
    refuses(
        () -> TimePeriod.timeRange("9:00", "17:00"),
        "couldn't parse timestamp 9:00, invalid format");
    refuses(() -> TimePeriod.weekdayRange("friday:monday"), "start day cannot be before end day");
    refuses(() -> TimePeriod.weekdayRange("blurgsday"), "blurgsday is not a valid weekday");
    refuses(
        () -> TimePeriod.dayOfMonthRange("0"), "0 is not a valid day of the month: out of range");
    refuses(
        () -> TimePeriod.dayOfMonthRange("-50:-20"),
        "-50 is not a valid day of the month: out of range");
    refuses(
        () -> TimePeriod.dayOfMonthRange("-5:5"),
        "end day must be negative if start day is negative");
    refuses(
        () -> TimePeriod.dayOfMonthRange("10:-25"), "end day -25 is always before start day 10");
    refuses(
        () -> TimePeriod.monthRange("august:may"), "end month may is before start month august");
    refuses(() -> TimePeriod.monthRange("martius"), "martius is not a valid month");
    refuses(() -> TimePeriod.yearRange("2028:2026"), "end year 2026 is before start year 2028");
    refuses(() -> TimePeriod.yearRange("1:2:3"), "couldn't parse range 1:2:3, invalid format");
  }

  @Property
  void everyInstantIsInExactlyOneOfTheSevenDays(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds) {
    Instant instant = Instant.ofEpochSecond(seconds);
    long holding =
        List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
            .stream()
            .map(
                day ->
                    new TimePeriod(
                        List.of(),
                        List.of(TimePeriod.weekdayRange(day)),
                        List.of(),
                        List.of(),
                        List.of(),
                        SYDNEY))
            .filter(period -> period.contains(instant))
            .count();
    assertThat(holding).isEqualTo(1);
  }

  @Property
  void aMinuteIsInItsRangeWhateverTheZone(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds,
      @ForAll @IntRange(max = 1439) int minute) {
    ZonedDateTime local = Instant.ofEpochSecond(seconds).atZone(BERLIN);
    String start = String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    String end = String.format(Locale.ROOT, "%02d:%02d", (minute + 1) / 60, (minute + 1) % 60);
    TimePeriod period =
        new TimePeriod(
            List.of(TimePeriod.timeRange(start, end)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            BERLIN);
    assertThat(period.contains(local.toInstant()))
        .isEqualTo(local.getHour() * 60 + local.getMinute() == minute);
  }
}
