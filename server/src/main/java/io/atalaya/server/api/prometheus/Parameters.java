package io.atalaya.server.api.prometheus;

import io.atalaya.model.Matcher;
import io.atalaya.model.PromDuration;
import io.atalaya.model.QueryException;
import io.atalaya.model.regex.Regex;
import io.atalaya.server.http.HttpRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the API's parameters: times, durations, limits. */
final class Parameters {
  /** The earliest and latest millisecond that storage and queries are asked for. */
  static final long MIN_TIME = -(1L << 53);

  static final long MAX_TIME = 1L << 53;

  private static final Regex RFC_3339 =
      Regex.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");

  /** What an {@code int64} of nanoseconds holds, as Prometheus counts durations. */
  private static final long MAX_DURATION_MILLIS = Long.MAX_VALUE / 1_000_000;

  private Parameters() {}

  /** A value that a parser makes of a parameter; what it refuses is told with its name. */
  static <T> T named(String name, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (QueryException e) {
      if (e.kind() == QueryException.Kind.BAD_DATA) {
        throw ApiError.badParameter(name, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** A time parameter in milliseconds, or another time if it is missing. */
  static long time(HttpRequest request, String name, long otherwiseMillis) {
    String value = request.parameter(name);
    if (value.isEmpty()) {
      return otherwiseMillis;
    }
    try {
      return parseTime(value);
    } catch (IllegalArgumentException e) {
      throw ApiError.badParameter(name, "invalid time value for '" + name + "': " + e.getMessage());
    }
  }

  static long requiredTime(HttpRequest request, String name) {
    try {
      return parseTime(request.parameter(name));
    } catch (IllegalArgumentException e) {
      throw ApiError.badParameter(name, String.valueOf(e.getMessage()));
    }
  }

  /** Seconds since the epoch with decimals, or RFC 3339. */
  private static long parseTime(String value) {
    if (value.isEmpty() || value.length() > 40) {
      throw cannotParse(value, "timestamp");
    }
    try {
      if (value.indexOf('T') > 0) {
        return rfc3339(value);
      }
      return clamp(seconds(value));
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      throw cannotParse(value, "timestamp");
    }
  }

  /** Java's form is wider: seconds may be missing there, and a comma is no point. */
  private static long rfc3339(String value) {
    if (!RFC_3339.matches(value)) {
      throw new NumberFormatException(value);
    }
    return OffsetDateTime.parse(value.replace(',', '.')).toInstant().toEpochMilli();
  }

  private static long clamp(BigDecimal millis) {
    if (millis.compareTo(BigDecimal.valueOf(MAX_TIME)) > 0) {
      return MAX_TIME;
    }
    return millis.compareTo(BigDecimal.valueOf(MIN_TIME)) < 0 ? MIN_TIME : millis.longValue();
  }

  /**
   * Seconds as milliseconds, rounded to the nearest; the exponent is limited before it is expanded.
   */
  private static BigDecimal seconds(String value) {
    BigDecimal seconds = new BigDecimal(value);
    if (Math.abs((long) seconds.precision() - seconds.scale()) > 30 || seconds.scale() > 400) {
      throw new NumberFormatException("out of range");
    }
    return seconds.movePointRight(3).setScale(0, RoundingMode.HALF_EVEN);
  }

  /** A duration in milliseconds: seconds with decimals, or Prometheus' form. */
  static long duration(String name, String value) {
    try {
      return parseDuration(value);
    } catch (IllegalArgumentException e) {
      throw ApiError.badParameter(name, String.valueOf(e.getMessage()));
    }
  }

  /** The parameter {@code lookback_delta}, about which Prometheus speaks in words of its own. */
  static long lookback(String value) {
    try {
      return parseDuration(value);
    } catch (IllegalArgumentException e) {
      throw ApiError.badData("error parsing lookback delta duration: " + e.getMessage());
    }
  }

  private static long parseDuration(String value) {
    if (value.length() > 40) {
      throw cannotParse(value, "duration");
    }
    try {
      char last = value.isEmpty() ? 'x' : value.charAt(value.length() - 1);
      boolean number = last >= '0' && last <= '9';
      long millis = number ? clamp(seconds(value)) : PromDuration.parseMillis(value);
      if (Math.abs(millis) <= MAX_DURATION_MILLIS) {
        return millis;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw cannotParse(value, "duration");
    }
    throw cannotParse(value, "duration. It overflows int64");
  }

  private static IllegalArgumentException cannotParse(String value, String what) {
    String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    return new IllegalArgumentException("cannot parse \"" + shown + "\" to a valid " + what);
  }

  /** Yes or no in the spellings that Go takes; nothing for any other text. */
  static Optional<Boolean> truth(String value) {
    return switch (value) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** A limit, 0 for none. */
  static int limit(HttpRequest request) {
    String value = request.parameter("limit");
    if (value.isEmpty()) {
      return 0;
    }
    try {
      int limit = Math.clamp(Long.parseLong(value), -1, Integer.MAX_VALUE);
      if (limit < 0) {
        throw ApiError.badParameter("limit", "limit must be non-negative");
      }
      return limit;
    } catch (NumberFormatException e) {
      throw ApiError.badParameter("limit", notANumber("Atoi", value));
    }
  }

  /** What Go says about a text that is no 64-bit number. */
  static String notANumber(String function, String value) {
    boolean digits = value.matches("[+-]?[0-9]+");
    return "strconv.%s: parsing \"%s\": %s"
        .formatted(function, value, digits ? "value out of range" : "invalid syntax");
  }

  /** A whole number, −1 if it is missing. */
  static int number(HttpRequest request, String name) {
    String value = request.parameter(name);
    try {
      return value.isEmpty() ? -1 : Math.clamp(Long.parseLong(value), -1, Integer.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw ApiError.badData(name + " must be a number");
    }
  }

  /**
   * The selectors of {@code match[]}, each of which must ask for something.
   *
   * @throws QueryException if one is none
   */
  static List<List<Matcher>> selectors(HttpRequest request, Queries queries) {
    List<List<Matcher>> selectors = new ArrayList<>();
    for (String match : request.parameters("match[]")) {
      selectors.add(queries.selector(match));
    }
    for (List<Matcher> selector : selectors) {
      if (selector.stream().allMatch(matcher -> matcher.matches(""))) {
        throw new QueryException(
            QueryException.Kind.BAD_DATA, "match[] must contain at least one non-empty matcher");
      }
    }
    return selectors;
  }
}
