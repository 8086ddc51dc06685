package io.atalaya.server.api.prometheus;

import io.atalaya.model.PromDuration;
import io.atalaya.server.http.HttpRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Reads the API's parameters: times, durations, limits. */
final class Parameters {
  /** The earliest and latest millisecond that storage and queries are asked for. */
  static final long MIN_TIME = -(1L << 53);

  static final long MAX_TIME = 1L << 53;

  private Parameters() {}

  static String required(HttpRequest request, String name) {
    String value = request.parameter(name);
    if (value.isEmpty()) {
      throw ApiError.badParameter(name, "it is missing");
    }
    return value;
  }

  /** A time parameter in milliseconds, or another time if it is missing. */
  static long time(HttpRequest request, String name, long otherwiseMillis) {
    String value = request.parameter(name);
    return value.isEmpty() ? otherwiseMillis : parseTime(name, value);
  }

  static long requiredTime(HttpRequest request, String name) {
    return parseTime(name, required(request, name));
  }

  /** Seconds since the epoch with decimals, or RFC 3339. */
  private static long parseTime(String name, String value) {
    if (value.isEmpty() || value.length() > 40) {
      throw cannotParse(name, value, "timestamp");
    }
    try {
      if (value.indexOf('T') > 0) {
        return OffsetDateTime.parse(value).toInstant().toEpochMilli();
      }
      return clamp(seconds(value));
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      throw cannotParse(name, value, "timestamp");
    }
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
    if (value.length() > 40) {
      throw cannotParse(name, value, "duration");
    }
    try {
      char last = value.isEmpty() ? 'x' : value.charAt(value.length() - 1);
      return last >= '0' && last <= '9' ? clamp(seconds(value)) : PromDuration.parseMillis(value);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw cannotParse(name, value, "duration");
    }
  }

  private static ApiError cannotParse(String name, String value, String what) {
    String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    return ApiError.badParameter(name, "cannot parse \"" + shown + "\" to a valid " + what);
  }

  /** A limit, 0 for none. */
  static int limit(HttpRequest request) {
    String value = request.parameter("limit");
    if (value.isEmpty()) {
      return 0;
    }
    try {
      int limit = Integer.parseInt(value);
      if (limit < 0) {
        throw ApiError.badParameter("limit", "limit must be non-negative");
      }
      return limit;
    } catch (NumberFormatException e) {
      throw ApiError.badParameter("limit", "cannot parse \"" + value + "\" to a number");
    }
  }
}
