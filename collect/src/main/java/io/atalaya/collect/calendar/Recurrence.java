package io.atalaya.collect.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When something begins, and for how long it lasts each time. Durations are real time: a window of
 * two hours lasts two hours, whatever clocks do meanwhile. A beginning on the wall clock that is
 * left out comes as much later as the clock jumps; of one that comes twice, the first counts.
 */
public sealed interface Recurrence {
  /** From one instant to another. */
  record Once(Instant from, Instant until) implements Recurrence {
    public Once {
      if (!from.isBefore(until)) {
        throw new IllegalArgumentException("until must be later than from");
      }
    }

    @Override
    public Optional<Span> around(Instant at) {
      return at.isBefore(until) ? Optional.of(new Span(from, until)) : Optional.empty();
    }
  }

  /** On some days of each week. */
  record Weekly(Set<DayOfWeek> days, LocalTime at, Duration lasts, ZoneId zone)
      implements Recurrence {
    public Weekly {
      days = Set.copyOf(days);
      requireLasting(lasts);
      if (days.isEmpty()) {
        throw new IllegalArgumentException("weekly needs at least one day");
      }
    }

    @Override
    public Optional<Span> around(Instant now) {
      LocalDate day = firstDay(now, lasts, zone);
      while (true) {
        Span span = Span.of(day, at, zone, lasts);
        if (days.contains(day.getDayOfWeek()) && now.isBefore(span.until())) {
          return Optional.of(span);
        }
        day = day.plusDays(1);
      }
    }
  }

  /**
   * On some days of each month; a month that lacks one leaves it out.
   *
   * @param days 1–31, or −1 for the last day, −2 for the one before
   */
  record Monthly(Set<Integer> days, LocalTime at, Duration lasts, ZoneId zone)
      implements Recurrence {
    public Monthly {
      days = Set.copyOf(days);
      requireLasting(lasts);
      if (days.isEmpty() || days.stream().anyMatch(d -> d == 0 || d > 31 || d < -31)) {
        throw new IllegalArgumentException(
            "monthly needs days from 1 to 31, or from -1 (the last) to -31");
      }
    }

    @Override
    public Optional<Span> around(Instant now) {
      YearMonth month = YearMonth.from(firstDay(now, lasts, zone));
      while (true) {
        for (LocalDate day : in(month)) {
          Span span = Span.of(day, at, zone, lasts);
          if (now.isBefore(span.until())) {
            return Optional.of(span);
          }
        }
        month = month.plusMonths(1);
      }
    }

    private Set<LocalDate> in(YearMonth month) {
      Set<LocalDate> all = new TreeSet<>();
      for (int day : days) {
        int ofMonth = day > 0 ? day : month.lengthOfMonth() + 1 + day;
        if (month.isValidDay(ofMonth)) {
          all.add(month.atDay(ofMonth));
        }
      }
      return all;
    }
  }

  /** Whenever a cron expression says. */
  record ByCron(Cron cron, Duration lasts) implements Recurrence {
    public ByCron {
      requireLasting(lasts);
    }

    @Override
    public Optional<Span> around(Instant at) {
      Instant from = cron.next(at.minus(lasts));
      return from.equals(Instant.MAX)
          ? Optional.empty()
          : Optional.of(new Span(from, from.plus(lasts)));
    }
  }

  /** The longest that a recurring window may last. */
  Duration MAX_LASTING = Duration.ofDays(31);

  /** The window that holds an instant, else the next one after it; nothing if none comes. */
  Optional<Span> around(Instant at);

  /**
   * One window.
   *
   * @param until its end, not included
   */
  record Span(Instant from, Instant until) {
    static Span of(LocalDate day, LocalTime at, ZoneId zone, Duration lasts) {
      Instant from = ZonedDateTime.of(day, at, zone).toInstant();
      return new Span(from, from.plus(lasts));
    }

    public boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(until);
    }
  }

  private static void requireLasting(Duration lasts) {
    if (lasts.isZero() || lasts.isNegative() || lasts.compareTo(MAX_LASTING) > 0) {
      throw new IllegalArgumentException("duration must be greater than zero, and 31 d at most");
    }
  }

  /** A day on which a window that holds an instant may have begun, or one before it. */
  private static LocalDate firstDay(Instant now, Duration lasts, ZoneId zone) {
    return now.minus(lasts).atZone(zone).toLocalDate().minusDays(1);
  }
}
