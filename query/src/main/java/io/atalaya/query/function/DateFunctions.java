package io.atalaya.query.function;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** Functions of seconds since 1970, read as dates in UTC. */
public final class DateFunctions {
  private static final int DAYS_PER_WEEK = 7;
  private static final int YEARS_PER_CYCLE = 400;

  /** Seconds of 400 years, which are whole weeks. */
  private static final long CYCLE = 146_097L * 86_400;

  /** The beginning of the year −292277022399, from which Go counts. */
  private static final long GO_BEGIN = -9_223_372_028_741_760_000L;

  private static final Map<String, DoubleUnaryOperator> BY_NAME =
      Map.of(
          "days_in_month", of(t -> t.rest().toLocalDate().lengthOfMonth()),
          "day_of_month", of(t -> t.rest().getDayOfMonth()),
          "day_of_week", of(t -> t.rest().getDayOfWeek().getValue() % DAYS_PER_WEEK),
          "day_of_year", of(t -> t.rest().getDayOfYear()),
          "hour", of(t -> t.rest().getHour()),
          "minute", of(t -> t.rest().getMinute()),
          "month", of(t -> t.rest().getMonthValue()),
          "year", of(Moment::year));

  private DateFunctions() {}

  public static Optional<DoubleUnaryOperator> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Map<String, DoubleUnaryOperator> table() {
    return BY_NAME;
  }

  private static DoubleUnaryOperator of(ToDoubleFunction<Moment> field) {
    return seconds -> field.applyAsDouble(Moment.of(seconds));
  }

  /**
   * A moment as Go counts it, in years without end.
   *
   * @param cycles whole cycles of 400 years, after which the calendar repeats, since 1970
   * @param rest what is left of less than a cycle, as if it followed 1970
   */
  private record Moment(long cycles, OffsetDateTime rest) {
    /** On x86, what no 64-bit number holds becomes the least of them; so does NaN. */
    static Moment of(double seconds) {
      boolean fits = seconds >= -0x1p63 && seconds < 0x1p63;
      long whole = fits ? (long) seconds : Long.MIN_VALUE;
      if (whole >= GO_BEGIN) {
        return of(Math.floorDiv(whole, CYCLE), Math.floorMod(whole, CYCLE));
      }
      // Before its first year Go's unsigned count of seconds comes round to its last.
      return of(Long.divideUnsigned(whole, CYCLE), Long.remainderUnsigned(whole, CYCLE));
    }

    private static Moment of(long cycles, long rest) {
      return new Moment(cycles, Instant.ofEpochSecond(rest).atOffset(ZoneOffset.UTC));
    }

    double year() {
      return rest.getYear() + (double) (cycles * YEARS_PER_CYCLE);
    }
  }
}
