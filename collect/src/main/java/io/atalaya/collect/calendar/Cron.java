package io.atalaya.collect.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of five fields (minute, hour, day of month, month, day of week) or a name such
 * as {@code @daily}, on the wall clock of a zone. As in Vixie cron, a day matches if either of two
 * restricted fields of days does.
 *
 * <p>Where clocks change, a job at fixed hours runs once: a time that is left out comes as much
 * later as the clock jumps, and one that comes twice counts the first time. A job of every hour
 * runs by the time that really passes: in the hour that comes twice, twice.
 */
public final class Cron {
  private static final Map<String, String> NAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /** Whatever ever comes comes within this: 29 February on a given weekday, around 2100. */
  private static final int MAX_DAYS = 366 * 41;

  private final String text;
  private final ZoneId zone;
  private final CronField minutes;
  private final CronField hours;
  private final CronField daysOfMonth;
  private final CronField months;
  private final CronField daysOfWeek;

  private Cron(String text, ZoneId zone, String[] fields) {
    this.text = text;
    this.zone = zone;
    minutes = CronField.parse(fields[0], new CronField.Range("minute", 0, 59, List.of()));
    hours = CronField.parse(fields[1], new CronField.Range("hour", 0, 23, List.of()));
    daysOfMonth =
        CronField.parse(fields[2], new CronField.Range("day of the month", 1, 31, List.of()));
    months = CronField.parse(fields[3], new CronField.Range("month", 1, 12, MONTHS));
    daysOfWeek = CronField.parse(fields[4], new CronField.Range("day of the week", 0, 7, DAYS));
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none, or names a day that never comes
   */
  public static Cron parse(String text, ZoneId zone) {
    String plain = text.strip();
    String spelled = NAMES.getOrDefault(plain.toLowerCase(Locale.ROOT), plain);
    String[] fields = spelled.split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "a cron expression has five fields, minute hour day month weekday; \""
              + text
              + "\" has "
              + fields.length);
    }
    Cron cron = new Cron(plain, zone, fields);
    if (cron.nextOrNull(LocalDate.of(2000, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant())
        == null) {
      throw new IllegalArgumentException("the cron expression \"" + text + "\" names no day");
    }
    return cron;
  }

  /** The first time after an instant. */
  public Instant next(Instant after) {
    Instant next = nextOrNull(after);
    return next == null ? Instant.MAX : next;
  }

  private @Nullable Instant nextOrNull(Instant after) {
    LocalDate day = after.atZone(zone).toLocalDate().minusDays(1);
    for (int i = 0; i < MAX_DAYS; i++, day = day.plusDays(1)) {
      if (matches(day)) {
        Instant found = timesOf(day).higher(after);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private boolean matches(LocalDate day) {
    int weekday = day.getDayOfWeek().getValue();
    boolean ofWeek = daysOfWeek.has(weekday) || (weekday == 7 && daysOfWeek.has(0));
    boolean ofMonth = daysOfMonth.has(day.getDayOfMonth());
    boolean both = daysOfMonth.any() || daysOfWeek.any();
    return months.has(day.getMonthValue()) && (both ? ofWeek && ofMonth : ofWeek || ofMonth);
  }

  private NavigableSet<Instant> timesOf(LocalDate day) {
    NavigableSet<Instant> times = new TreeSet<>();
    for (int hour = 0; hour < 24; hour++) {
      for (int minute = 0; minute < 60 && hours.has(hour); minute++) {
        if (minutes.has(minute)) {
          add(day.atTime(hour, minute), times);
        }
      }
    }
    return times;
  }

  private void add(LocalDateTime local, NavigableSet<Instant> times) {
    if (hours.any()) {
      zone.getRules().getValidOffsets(local).forEach(o -> times.add(local.toInstant(o)));
    } else {
      times.add(ZonedDateTime.ofLocal(local, zone, null).toInstant());
    }
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Cron other && text.equals(other.text) && zone.equals(other.zone);
  }

  @Override
  public int hashCode() {
    return text.hashCode() * 31 + zone.hashCode();
  }

  /** The expression as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
