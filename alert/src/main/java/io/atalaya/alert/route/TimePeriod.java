package io.atalaya.alert.route;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * Times as Alertmanager's {@code time_intervals} write them: an instant is in the period if, on the
 * wall clock of its zone, every list that is not empty has a range that holds it. Days of a change
 * to or from summer time are as long as they are there.
 *
 * @param times ranges of minutes of the day, the end not included
 * @param weekdays ranges of days, 0 = Sunday … 6 = Saturday
 * @param daysOfMonth ranges of days, 1 … 31, or −1 … −31 counted from the end of the month
 * @param months ranges of months, 1 … 12
 * @param years ranges of years
 * @param zone whose wall clock counts; UTC by default
 */
public record TimePeriod(
    List<Range> times,
    List<Range> weekdays,
    List<Range> daysOfMonth,
    List<Range> months,
    List<Range> years,
    ZoneId zone) {
  private static final Pattern CLOCK = Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])|24:00");

  private static final Map<String, Integer> WEEKDAYS =
      Map.of(
          "sunday",
          0,
          "monday",
          1,
          "tuesday",
          2,
          "wednesday",
          3,
          "thursday",
          4,
          "friday",
          5,
          "saturday",
          6);

  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  /** The shortest month: what is empty there may be empty. */
  private static final int SHORTEST_MONTH_DAYS = 28;

  public TimePeriod {
    times = List.copyOf(times);
    weekdays = List.copyOf(weekdays);
    daysOfMonth = List.copyOf(daysOfMonth);
    months = List.copyOf(months);
    years = List.copyOf(years);
  }

  /** Numbers from {@code first} to {@code last}; {@code last} is included except in times. */
  public record Range(int first, int last) {}

  /** Every instant: nothing is restricted. */
  public static TimePeriod always() {
    return new TimePeriod(List.of(), List.of(), List.of(), List.of(), List.of(), ZoneOffset.UTC);
  }

  /** A range of the keys {@code start_time} and {@code end_time}, each {@code HH:MM}. */
  public static Range timeRange(String start, String end) {
    int first = minutes(start);
    int last = minutes(end);
    if (first >= last) {
      throw new IllegalArgumentException("start time cannot be equal or greater than end time");
    }
    return new Range(first, last);
  }

  private static int minutes(String clock) {
    if (!CLOCK.matcher(clock).matches()) {
      throw new IllegalArgumentException("couldn't parse timestamp " + clock + ", invalid format");
    }
    return Integer.parseInt(clock.substring(0, 2)) * 60 + Integer.parseInt(clock.substring(3));
  }

  /** A range of days such as {@code monday:friday}, or one such as {@code sunday}. */
  public static Range weekdayRange(String text) {
    Range range = range(text, TimePeriod::weekday);
    if (range.first() > range.last()) {
      throw new IllegalArgumentException("start day cannot be before end day");
    }
    return range;
  }

  private static int weekday(String text) {
    Integer day = WEEKDAYS.get(text);
    if (day == null) {
      throw new IllegalArgumentException(text + " is not a valid weekday");
    }
    return day;
  }

  /** A range of days of the month such as {@code 1:5} or {@code -3:-1}, or one such as 15. */
  public static Range dayOfMonthRange(String text) {
    Range range = range(text, TimePeriod::number);
    requireDay(range.first());
    requireDay(range.last());
    if (range.first() < 0 && range.last() > 0) {
      throw new IllegalArgumentException("end day must be negative if start day is negative");
    }
    if (inShortestMonth(range.first()) > inShortestMonth(range.last())) {
      throw new IllegalArgumentException(
          "end day " + range.last() + " is always before start day " + range.first());
    }
    return range;
  }

  private static void requireDay(int day) {
    if (day == 0 || day < -31 || day > 31) {
      throw new IllegalArgumentException(day + " is not a valid day of the month: out of range");
    }
  }

  private static int inShortestMonth(int day) {
    return day < 0 ? SHORTEST_MONTH_DAYS + day : day;
  }

  /** A range of months by name or number such as {@code may:august}, or one. */
  public static Range monthRange(String text) {
    Range range = range(text, TimePeriod::month);
    if (range.first() > range.last()) {
      throw new IllegalArgumentException(
          "end month "
              + monthName(range.last())
              + " is before start month "
              + monthName(range.first()));
    }
    return range;
  }

  private static int month(String text) {
    int named = MONTHS.indexOf(text);
    if (named >= 0) {
      return named + 1;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + " is not a valid month", e);
    }
  }

  private static String monthName(int month) {
    return month < 1 || month > 12 ? "" : MONTHS.get(month - 1);
  }

  /** A range of years such as {@code 2026:2028}, or one. */
  public static Range yearRange(String text) {
    Range range = range(text, TimePeriod::number);
    if (range.first() > range.last()) {
      throw new IllegalArgumentException(
          "end year " + range.last() + " is before start year " + range.first());
    }
    return range;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a number", e);
    }
  }

  private static Range range(String text, ToIntFunction<String> member) {
    String[] parts = text.toLowerCase(Locale.ROOT).split(":", -1);
    if (parts.length > 2) {
      throw new IllegalArgumentException("couldn't parse range " + text + ", invalid format");
    }
    int first = member.applyAsInt(parts[0]);
    return new Range(first, parts.length == 1 ? first : member.applyAsInt(parts[1]));
  }

  public boolean contains(Instant instant) {
    ZonedDateTime t = instant.atZone(zone);
    int minute = t.getHour() * 60 + t.getMinute();
    return (times.isEmpty()
            || times.stream().anyMatch(r -> r.first() <= minute && minute < r.last()))
        && (daysOfMonth.isEmpty() || daysOfMonth.stream().anyMatch(r -> holdsDay(r, t)))
        && holds(months, t.getMonthValue())
        && holds(weekdays, t.getDayOfWeek().getValue() % 7)
        && holds(years, t.getYear());
  }

  private static boolean holds(List<Range> ranges, int value) {
    return ranges.isEmpty()
        || ranges.stream().anyMatch(r -> r.first() <= value && value <= r.last());
  }

  /** A range that starts after the month's end does not hold; one that ends there is cut. */
  private static boolean holdsDay(Range range, ZonedDateTime t) {
    int days = t.toLocalDate().lengthOfMonth();
    int first = range.first() < 0 ? days + range.first() + 1 : range.first();
    int last = range.last() < 0 ? days + range.last() + 1 : range.last();
    return first <= days && first <= t.getDayOfMonth() && t.getDayOfMonth() <= last;
  }
}
