package io.atalaya.alert.template;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What can be called on times and durations. */
final class TimeFunctions {
  /** The time that Go has where none was set. */
  static final ZonedDateTime ZERO = ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static final double NANOS_PER_SECOND = 1e9;

  /** Whole nanoseconds. */
  static final ValueType DURATION =
      ValueType.named("time.Duration", "int64")
          .shownBy(v -> GoDuration.text(nanos(v)))
          .method(ofDuration("String", n -> Value.of(GoDuration.text(n))))
          .method(ofDuration("Seconds", n -> Value.of(n / NANOS_PER_SECOND)))
          .method(ofDuration("Minutes", n -> Value.of(n / NANOS_PER_SECOND / 60)))
          .method(ofDuration("Hours", n -> Value.of(n / NANOS_PER_SECOND / 3600)))
          .method(ofDuration("Milliseconds", n -> Value.of(n / 1_000_000)))
          .method(ofDuration("Microseconds", n -> Value.of(n / 1_000)))
          .method(ofDuration("Nanoseconds", Value::of))
          .method(ofTwoDurations("Truncate", (n, by) -> by <= 0 ? n : n - n % by))
          .method(ofDuration("Abs", n -> duration(Math.abs(Math.max(n, -Long.MAX_VALUE)))));

  private static final ValueType MONTH =
      ValueType.named("time.Month", "int")
          .shownBy(v -> monthName(number(v)))
          .method(named("time.Month", TimeFunctions::monthName));
  private static final ValueType WEEKDAY =
      ValueType.named("time.Weekday", "int")
          .shownBy(v -> weekdayName(number(v)))
          .method(named("time.Weekday", TimeFunctions::weekdayName));

  static final ValueType TIME =
      ValueType.plain("time.Time")
          .method(
              TemplateFunction.of(
                  "Format",
                  List.of("time.Time", "string"),
                  (a, run) -> Value.of(GoTime.format(time(a.get(0)), text(a.get(1))))))
          .method(ofTime("String", t -> Value.of(GoTime.text(t))))
          .method(ofTime("UTC", t -> new Value.Time(t.withZoneSameInstant(ZoneOffset.UTC))))
          .method(ofTime("Local", t -> new Value.Time(t.withZoneSameInstant(ZoneOffset.UTC))))
          .method(number("Unix", ZonedDateTime::toEpochSecond))
          .method(number("UnixMilli", t -> t.toInstant().toEpochMilli()))
          .method(number("UnixMicro", t -> unixNanos(t) / 1_000))
          .method(number("UnixNano", TimeFunctions::unixNanos))
          .method(number("Year", ZonedDateTime::getYear))
          .method(number("Day", ZonedDateTime::getDayOfMonth))
          .method(number("YearDay", ZonedDateTime::getDayOfYear))
          .method(number("Hour", ZonedDateTime::getHour))
          .method(number("Minute", ZonedDateTime::getMinute))
          .method(number("Second", ZonedDateTime::getSecond))
          .method(number("Nanosecond", ZonedDateTime::getNano))
          .method(ofTime("Month", t -> new Value.Int(t.getMonthValue(), MONTH)))
          .method(ofTime("Weekday", t -> new Value.Int(t.getDayOfWeek().getValue() % 7, WEEKDAY)))
          .method(ofTime("IsZero", t -> Value.of(t.toInstant().equals(ZERO.toInstant()))))
          .method(withDuration("Add", (t, n) -> new Value.Time(t.plusNanos(n))))
          .method(
              Args.function(
                  "AddDate", List.of("time.Time", "int", "int", "int"), TimeFunctions::addDate))
          .method(withDuration("Truncate", (t, n) -> new Value.Time(truncated(t, n))))
          .method(withTime("Sub", (t, u) -> duration(between(u, t))))
          .method(withTime("Before", (t, u) -> Value.of(t.isBefore(u))))
          .method(withTime("After", (t, u) -> Value.of(t.isAfter(u))))
          .method(withTime("Equal", (t, u) -> Value.of(t.isEqual(u))));

  private TimeFunctions() {}

  static Value duration(long nanos) {
    return new Value.Int(nanos, DURATION);
  }

  /** Nanoseconds from one time to another, at most as many as 64 bits hold. */
  static long between(ZonedDateTime from, ZonedDateTime to) {
    Duration duration = Duration.between(from, to);
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static long unixNanos(ZonedDateTime t) {
    return t.toEpochSecond() * 1_000_000_000L + t.getNano();
  }

  /** A day that its month does not have is one of the next month. */
  private static Value addDate(Args args) {
    ZonedDateTime t = args.time(0);
    return inRange(
        () ->
            new Value.Time(
                t.with(
                    LocalDate.of(t.getYear(), 1, 1)
                        .plusYears(number(args.value(1)))
                        .plusMonths(Math.addExact(t.getMonthValue() - 1, number(args.value(2))))
                        .plusDays(Math.addExact(t.getDayOfMonth() - 1, number(args.value(3)))))));
  }

  private static ZonedDateTime truncated(ZonedDateTime t, long nanos) {
    if (nanos <= 0) {
      return t;
    }
    BigInteger since =
        BigInteger.valueOf(Duration.between(ZERO, t).toSeconds())
            .multiply(BigInteger.valueOf(1_000_000_000L))
            .add(BigInteger.valueOf(t.getNano()));
    return t.minusNanos(since.mod(BigInteger.valueOf(nanos)).longValue());
  }

  private interface TimeAndNanos {
    Value of(ZonedDateTime time, long nanos);
  }

  private interface TwoTimes {
    Value of(ZonedDateTime time, ZonedDateTime other);
  }

  private static TemplateFunction ofDuration(String name, Function<Long, Value> body) {
    return TemplateFunction.of(
        name, List.of("time.Duration"), (a, run) -> body.apply(nanos(a.getFirst())));
  }

  private static TemplateFunction ofTwoDurations(String name, LongBinaryOperator body) {
    return TemplateFunction.of(
        name,
        List.of("time.Duration", "time.Duration"),
        (a, run) -> duration(body.applyAsLong(nanos(a.get(0)), nanos(a.get(1)))));
  }

  private static TemplateFunction ofTime(String name, Function<ZonedDateTime, Value> body) {
    return TemplateFunction.of(
        name, List.of("time.Time"), (a, run) -> body.apply(time(a.getFirst())));
  }

  private static TemplateFunction number(String name, ToLongFunction<ZonedDateTime> body) {
    return ofTime(name, t -> Value.of(body.applyAsLong(t)));
  }

  private static TemplateFunction withDuration(String name, TimeAndNanos body) {
    return TemplateFunction.of(
        name,
        List.of("time.Time", "time.Duration"),
        (a, run) -> inRange(() -> body.of(time(a.get(0)), nanos(a.get(1)))));
  }

  private static Value inRange(Supplier<Value> body) {
    try {
      return body.get();
    } catch (DateTimeException | ArithmeticException e) {
      throw new CallException("time out of range");
    }
  }

  private static TemplateFunction withTime(String name, TwoTimes body) {
    return TemplateFunction.of(
        name,
        List.of("time.Time", "time.Time"),
        (a, run) -> body.of(time(a.get(0)), time(a.get(1))));
  }

  private static TemplateFunction named(String type, LongFunction<String> name) {
    return TemplateFunction.of(
        "String", List.of(type), (a, run) -> Value.of(name.apply(number(a.getFirst()))));
  }

  private static String monthName(long month) {
    return Month.of((int) month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String weekdayName(long day) {
    return DayOfWeek.of((int) (day + 6) % 7 + 1).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static long number(Value value) {
    return ((Value.Int) value).value();
  }

  private static long nanos(Value value) {
    return ((Value.Int) value).value();
  }

  private static ZonedDateTime time(Value value) {
    return ((Value.Time) value).value();
  }

  private static String text(Value value) {
    return ((Value.Text) value).value();
  }
}
