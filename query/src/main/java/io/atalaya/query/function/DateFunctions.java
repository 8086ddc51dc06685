package io.atalaya.query.function;

import java.time.DateTimeException;
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

  private static final Map<String, DoubleUnaryOperator> BY_NAME =
      Map.of(
          "days_in_month", of(t -> t.toLocalDate().lengthOfMonth()),
          "day_of_month", of(OffsetDateTime::getDayOfMonth),
          "day_of_week", of(t -> t.getDayOfWeek().getValue() % DAYS_PER_WEEK),
          "day_of_year", of(OffsetDateTime::getDayOfYear),
          "hour", of(OffsetDateTime::getHour),
          "minute", of(OffsetDateTime::getMinute),
          "month", of(OffsetDateTime::getMonthValue),
          "year", of(OffsetDateTime::getYear));

  private DateFunctions() {}

  public static Optional<DoubleUnaryOperator> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Map<String, DoubleUnaryOperator> table() {
    return BY_NAME;
  }

  private static DoubleUnaryOperator of(ToDoubleFunction<OffsetDateTime> field) {
    return seconds -> {
      try {
        Instant instant = Instant.ofEpochSecond((long) seconds);
        return field.applyAsDouble(instant.atOffset(ZoneOffset.UTC));
      } catch (DateTimeException outOfRange) {
        return Double.NaN;
      }
    };
  }
}
