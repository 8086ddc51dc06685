package io.atalaya.server.json;

import java.math.BigDecimal;

/**
 * Floats as Prometheus writes them in JSON: the shortest decimal that reads back as the same float,
 * without exponent for magnitudes in [1e-6, 1e21), with one otherwise; {@code NaN}, {@code +Inf},
 * {@code -Inf}. The form of Go's {@code strconv.FormatFloat(v, 'f' or 'e', -1, 64)}.
 */
public final class FloatText {
  private static final double EXACT_LONG = 1L << 53;

  private FloatText() {}

  /** Whether the text is that of a {@code long}, but for the sign of a negative zero. */
  static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < EXACT_LONG;
  }

  public static String of(double value) {
    if (isWhole(value)) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    double magnitude = Math.abs(value);
    String shortest = Double.toString(value);
    if (magnitude >= 1e-3 && magnitude < 1e7) {
      return shortest;
    }
    return magnitude < 1e-6 || magnitude >= 1e21
        ? withExponent(shortest)
        : withoutExponent(shortest);
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

  /** Always with an exponent, as Go's {@code 'e'}: {@code 1.5e+00}. The value is finite. */
  public static String exponent(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0e+00" : "0e+00";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String power = Integer.toString(Math.abs(exponent));
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (power.length() < 2 ? "0" + power : power);
  }

  /** From Java's {@code 1.5E-7} or {@code 1.0E22} to Go's {@code 1.5e-07} and {@code 1e+22}. */
  private static String withExponent(String shortest) {
    int e = shortest.indexOf('E');
    String mantissa = shortest.substring(0, e);
    int exponent = Integer.parseInt(shortest.substring(e + 1));
    if (mantissa.endsWith(".0")) {
      mantissa = mantissa.substring(0, mantissa.length() - 2);
    } else if (exponent < -322) {
      mantissa = oneDigitIfEnough(mantissa, exponent);
    }
    String digits = Integer.toString(Math.abs(exponent));
    return mantissa + (exponent < 0 ? "e-" : "e+") + (digits.length() < 2 ? "0" + digits : digits);
  }

  /** Java writes two digits at least; the very smallest floats need only one. */
  private static String oneDigitIfEnough(String mantissa, int exponent) {
    String one = Long.toString(Math.round(Double.parseDouble(mantissa)));
    double same = Double.parseDouble(mantissa + "e" + exponent);
    return Double.parseDouble(one + "e" + exponent) == same ? one : mantissa;
  }
}
