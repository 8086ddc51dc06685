package io.atalaya.alert.template;

import io.atalaya.model.GoFloat;
import io.atalaya.model.GoQuote;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;

/**
 * Numbers for people, as Prometheus writes them.
 *
 * <pre>
 * humanize            1234567   1.235M      powers of 1000
 * humanize1024        1048576   1Mi         powers of 1024
 * humanizeDuration    3661      1h 1m 1s    seconds
 * humanizePercentage  0.1234    12.34%      a ratio
 * humanizeTimestamp   0         1970-01-01 00:00:00 +0000 UTC   seconds since 1970
 * </pre>
 */
final class Humanize {
  private static final String[] LARGE = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
  private static final String[] SMALL = {"", "m", "u", "n", "p", "f", "a", "z", "y"};
  private static final String[] BINARY = {"", "ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
  private static final int SIGNIFICANT_DIGITS = 4;

  private Humanize() {}

  /**
   * A value as a number: numbers, durations in seconds, and texts that say a number.
   *
   * @throws CallException with Go's wording
   */
  static double number(Value value) {
    return switch (value) {
      case Value.Real n -> n.value();
      case Value.Int n -> n.type().equals(TimeFunctions.DURATION) ? n.value() / 1e9 : n.value();
      case Value.Text t -> parse(t.value());
      case Value.Nothing n -> throw notNumber("<nil>");
      case Value.Bool v -> throw notNumber(v.type().name());
      case Value.Sequence v -> throw notNumber(v.type().name());
      case Value.Mapping v -> throw notNumber(v.type().name());
      case Value.Struct v -> throw notNumber(v.type().name());
      case Value.Time v -> throw notNumber(v.type().name());
      case Value.Callable v -> throw notNumber(v.type().name());
    };
  }

  private static CallException notNumber(String type) {
    return new CallException("can't convert " + type + " to float");
  }

  private static double parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> finite(text);
    };
  }

  private static double finite(String text) {
    boolean plain = !text.isEmpty() && text.chars().allMatch(Humanize::isNumeric);
    Double number = plain ? NumberText.real(text) : null;
    if (number == null) {
      throw unparsed(text, "invalid syntax");
    }
    if (number.isInfinite()) {
      throw unparsed(text, "value out of range");
    }
    return number;
  }

  private static CallException unparsed(String text, String why) {
    return new CallException("strconv.ParseFloat: parsing " + GoQuote.of(text) + ": " + why);
  }

  private static boolean isNumeric(int c) {
    return (c >= '0' && c <= '9') || "+-._eExXpPabcdfABCDF".indexOf(c) >= 0;
  }

  static String si(double v) {
    if (v == 0 || !Double.isFinite(v)) {
      return four(v);
    }
    return Math.abs(v) >= 1 ? divided(v, 1000, LARGE) : multiplied(v);
  }

  static String binary(double v) {
    return Math.abs(v) <= 1 || !Double.isFinite(v) ? four(v) : divided(v, 1024, BINARY);
  }

  private static String divided(double v, double by, String[] units) {
    double rest = v;
    int unit = 0;
    while (Math.abs(rest) >= by && unit < units.length - 1) {
      rest /= by;
      unit++;
    }
    return four(rest) + units[unit];
  }

  private static String multiplied(double v) {
    double rest = v;
    int unit = 0;
    while (Math.abs(rest) < 1 && unit < SMALL.length - 1) {
      rest *= 1000;
      unit++;
    }
    return four(rest) + SMALL[unit];
  }

  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return four(seconds);
    }
    if (seconds == 0) {
      return four(seconds) + "s";
    }
    return Math.abs(seconds) < 1 ? multiplied(seconds) + "s" : atLeastOneSecond(seconds);
  }

  private static String atLeastOneSecond(double seconds) {
    String sign = seconds < 0 ? "-" : "";
    long whole = (long) Math.abs(seconds);
    if (whole < 60) {
      return sign + four(Math.abs(seconds)) + "s";
    }
    StringBuilder out = new StringBuilder(sign);
    if (whole >= 86_400) {
      out.append(whole / 86_400).append("d ");
    }
    if (whole >= 3600) {
      out.append(whole / 3600 % 24).append("h ");
    }
    return out.append(whole / 60 % 60).append("m ").append(whole % 60).append('s').toString();
  }

  static String percentage(double ratio) {
    return four(ratio * 100) + "%";
  }

  static String timestamp(double seconds) {
    return Double.isFinite(seconds) ? GoTime.text(time(seconds)) : four(seconds);
  }

  /** Seconds since 1970 as a time in UTC, cut to whole milliseconds. */
  static ZonedDateTime time(double seconds) {
    if (!Double.isFinite(seconds)) {
      throw new CallException("value is NaN or Inf");
    }
    double nanos = seconds * 1e9;
    if (nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
      throw new CallException(
          GoFloat.shortest(seconds)
              + " cannot be represented as a nanoseconds timestamp since it overflows int64");
    }
    return Instant.ofEpochMilli((long) nanos / 1_000_000).atZone(ZoneOffset.UTC);
  }

  private static String four(double v) {
    return GoFloat.format(v, 'g', SIGNIFICANT_DIGITS);
  }
}
