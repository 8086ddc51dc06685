package io.atalaya.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Floating-point numbers as Go's {@code strconv.FormatFloat} writes them, and with it Prometheus:
 * {@code %e}, {@code %f} and {@code %g}, exactly rounded, or with the fewest digits that mean the
 * same number. Numbers that are none are {@code NaN}, {@code +Inf} and {@code -Inf}.
 */
public final class GoFloat {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+(_\\d+)*)?"
              + "|0[xX](_?\\p{XDigit}+(_\\p{XDigit}+)*\\.?(\\p{XDigit}+(_\\p{XDigit}+)*)?"
              + "|\\.\\p{XDigit}+(_\\p{XDigit}+)*)[pP][+-]?\\d+(_\\d+)*");

  /** The precision that means: as few digits as mean the same number. */
  public static final int SHORTEST = -1;

  private static final int SHORTEST_THRESHOLD = 6;
  private static final int LOWEST_PLAIN_EXPONENT = -4;

  /** Whole numbers below are longs without loss. */
  private static final double EXACT_LONG = 1L << 53;

  /** Magnitudes from the first to the second Java writes as Go does, without exponent. */
  private static final double JAVA_PLAIN_FROM = 1e-3;

  private static final double JAVA_PLAIN_TO = 1e7;

  private GoFloat() {}

  /** {@code %g} with the fewest digits: an exponent below 1e-4 and from 1e6 on. */
  public static String shortest(double v) {
    return format(v, 'g', SHORTEST);
  }

  /** {@code %f} with as many digits as needed, and never an exponent. */
  public static String plain(double v) {
    return format(v, 'f', SHORTEST);
  }

  /** {@code %e} with as many digits as needed: {@code 1.5e+00}. */
  public static String exponent(double v) {
    return format(v, 'e', SHORTEST);
  }

  /** {@code %g} with at most so many significant digits. */
  public static String rounded(double v, int digits) {
    return format(v, 'g', digits);
  }

  /** {@code %v} of Go's {@code fmt}: an exponent below 1e-4 and from 1e21 on. */
  public static String printed(double v) {
    double magnitude = Math.abs(v);
    boolean far = magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e21);
    return far ? exponent(v) : plain(v);
  }

  /**
   * The form of OpenMetrics and of Prometheus' {@code le} and {@code quantile}: {@code %g}, and a
   * point where nothing else shows that a number is a float.
   */
  public static String openMetrics(double v) {
    if (v == 0) {
      return "0.0";
    }
    String text = shortest(v);
    boolean whole = text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    return whole ? text + ".0" : text;
  }

  /**
   * The number that Go's {@code strconv.ParseFloat} reads: decimal or hexadecimal, with underscores
   * between digits, or a spelling of infinity or NaN in any case; empty for any other text and for
   * numbers too great.
   */
  public static OptionalDouble parse(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String magnitude = signed ? text.substring(1) : text;
    double sign = text.startsWith("-") ? -1 : 1;
    return switch (magnitude.toLowerCase(Locale.ROOT)) {
      case "inf", "infinity" -> OptionalDouble.of(sign * Double.POSITIVE_INFINITY);
      case "nan" -> signed ? OptionalDouble.empty() : OptionalDouble.of(Double.NaN);
      default -> finite(sign, magnitude);
    };
  }

  private static OptionalDouble finite(double sign, String magnitude) {
    if (!NUMBER.matcher(magnitude).matches()) {
      return OptionalDouble.empty();
    }
    double value = sign * Double.parseDouble(magnitude.replace("_", ""));
    return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The form of Prometheus' JSON: with an exponent below 1e-6 and from 1e21 on only. */
  public static String json(double v) {
    if (isWhole(v)) {
      return v == 0 && 1 / v < 0 ? "-0" : Long.toString((long) v);
    }
    double magnitude = Math.abs(v);
    if (magnitude >= JAVA_PLAIN_FROM && magnitude < JAVA_PLAIN_TO) {
      return Double.toString(v);
    }
    return magnitude >= 1e-6 && magnitude < 1e21
        ? withoutExponent(Double.toString(v))
        : format(v, 'e', SHORTEST);
  }

  /** Whether a number is that of a {@code long}, but for the sign of a negative zero. */
  public static boolean isWhole(double v) {
    return v == Math.rint(v) && Math.abs(v) < EXACT_LONG;
  }

  /** From Java's {@code 1.25E7} or {@code 1.0E-5} to {@code 12500000} and {@code 0.00001}. */
  private static String withoutExponent(String shortest) {
    int e = shortest.indexOf('E');
    int dot = shortest.indexOf('.');
    int exponent = Integer.parseInt(shortest, e + 1, shortest.length(), 10);
    boolean whole = e == dot + 2 && shortest.charAt(dot + 1) == '0';
    StringBuilder out = new StringBuilder(32).append(shortest, 0, dot);
    out.append(shortest, dot + 1, whole ? dot + 1 : e);
    int first = shortest.charAt(0) == '-' ? 1 : 0;
    int digits = out.length() - first;
    if (exponent < 0) {
      return out.insert(first, "0." + "0".repeat(-exponent - 1)).toString();
    }
    return digits > exponent + 1
        ? out.insert(first + exponent + 1, '.').toString()
        : out.repeat('0', exponent + 1 - digits).toString();
  }

  /**
   * Formats a number.
   *
   * @param form one of {@code e E f F g G}
   * @param precision digits after the point, or significant digits for {@code g}
   */
  public static String format(double v, char form, int precision) {
    if (Double.isNaN(v)) {
      return "NaN";
    }
    if (Double.isInfinite(v)) {
      return v > 0 ? "+Inf" : "-Inf";
    }
    boolean negative = Double.doubleToRawLongBits(v) < 0;
    String text = unsigned(Math.abs(v), Character.toLowerCase(form), precision);
    text = Character.isUpperCase(form) ? text.replace('e', 'E') : text;
    return negative ? "-" + text : text;
  }

  private static String unsigned(double v, char form, int precision) {
    return switch (form) {
      case 'e' -> exponential(v, precision);
      case 'f' -> plain(v, precision);
      default -> general(v, precision);
    };
  }

  private static String exponential(double v, int precision) {
    Digits digits = precision < 0 ? Digits.shortest(v) : Digits.significant(v, precision + 1);
    return exponential(digits, precision < 0 ? digits.count() - 1 : precision);
  }

  private static String exponential(Digits digits, int fraction) {
    StringBuilder out = new StringBuilder();
    out.append(digits.at(0));
    if (fraction > 0) {
      out.append('.');
    }
    for (int i = 1; i <= fraction; i++) {
      out.append(digits.at(i));
    }
    int exponent = digits.isZero() ? 0 : digits.point() - 1;
    out.append('e').append(exponent < 0 ? '-' : '+');
    int magnitude = Math.abs(exponent);
    return out.append(magnitude < 10 ? "0" : "").append(magnitude).toString();
  }

  private static String plain(double v, int precision) {
    if (precision >= 0) {
      return new BigDecimal(v).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    }
    Digits digits = Digits.shortest(v);
    return plain(digits, Math.max(0, digits.count() - digits.point()));
  }

  private static String plain(Digits digits, int fraction) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.max(1, digits.point()); i++) {
      out.append(digits.point() > 0 ? digits.at(i) : '0');
    }
    if (fraction > 0) {
      out.append('.');
    }
    for (int i = 0; i < fraction; i++) {
      out.append(digits.at(digits.point() + i));
    }
    return out.toString();
  }

  private static String general(double v, int precision) {
    int wanted = precision == 0 ? 1 : precision;
    Digits digits = wanted < 0 ? Digits.shortest(v) : Digits.significant(v, wanted);
    digits = digits.withoutTrailingZeros();
    int threshold = wanted;
    if (wanted > digits.count() && digits.count() >= digits.point()) {
      threshold = digits.count();
    }
    if (wanted < 0) {
      threshold = SHORTEST_THRESHOLD;
    }
    int exponent = digits.isZero() ? 0 : digits.point() - 1;
    if (exponent < LOWEST_PLAIN_EXPONENT || exponent >= threshold) {
      return exponential(digits, digits.count() - 1);
    }
    return plain(digits, Math.max(0, digits.count() - digits.point()));
  }

  /**
   * Decimal digits of a number: {@code 0.d0d1d2… × 10^point}.
   *
   * @param digits without leading zeros, but at least one
   */
  private record Digits(String digits, int point) {
    static Digits significant(double v, int count) {
      return of(new BigDecimal(v).round(new MathContext(count, RoundingMode.HALF_EVEN)));
    }

    /** Java's shortest digits are Go's, except that Java never gives fewer than two. */
    static Digits shortest(double v) {
      BigDecimal two = new BigDecimal(Double.toString(v));
      BigDecimal one = two.round(new MathContext(1, RoundingMode.HALF_EVEN));
      return of(one.doubleValue() == v ? one : two).withoutTrailingZeros();
    }

    private static Digits of(BigDecimal value) {
      String digits = value.unscaledValue().toString();
      return new Digits(digits, value.signum() == 0 ? 1 : digits.length() - value.scale());
    }

    Digits withoutTrailingZeros() {
      int end = digits.length();
      while (end > 1 && digits.charAt(end - 1) == '0') {
        end--;
      }
      return new Digits(digits.substring(0, end), point);
    }

    boolean isZero() {
      return digits.chars().allMatch(c -> c == '0');
    }

    int count() {
      return digits.length();
    }

    char at(int i) {
      return i >= 0 && i < digits.length() ? digits.charAt(i) : '0';
    }
  }
}
