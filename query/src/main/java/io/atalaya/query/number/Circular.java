package io.atalaya.query.number;

/**
 * Sine, cosine, tangent and their inverses, to the last bit as Go has them: by the polynomials of
 * Cephes (Moshier 2000, {@code sin.c}, {@code tan.c} and {@code atan.c}), each near zero, to where
 * every argument is brought first:
 *
 * <pre>
 *   x = octant × π/4 + rest       octants are made even, so that −π/4 ≤ rest ≤ π/4
 * </pre>
 */
public final class Circular {
  /** π/4 in three parts, of which the first two have so many zeros that products are exact. */
  private static final double QUARTER_HIGH = 0x1.921fb4p-1;

  private static final double QUARTER_MIDDLE = 0x1.4442dp-25;
  private static final double QUARTER_LOW = 0x1.8469898cc517p-49;
  private static final double OCTANTS = 1.2732395447351628;

  private static final double[] SINE = {
    1.5896230157654656e-10,
    -2.5050747762857807e-08,
    2.7557313621385722e-06,
    -0.0001984126982958954,
    0.008333333333322118,
    -0.1666666666666663
  };

  private static final double[] COSINE = {
    -1.1358536521387682e-11,
    2.087570084197473e-09,
    -2.755731417929674e-07,
    2.4801587288851704e-05,
    -0.0013888888888873056,
    0.041666666666666595
  };

  private static final double[] TANGENT_ABOVE = {
    -13093.693918138379, 1153516.6483858742, -17956525.197648488
  };

  private static final double[] TANGENT_BELOW = {
    13681.296347069296, -1320892.3444021097, 25008380.18233579, -53869575.592945464
  };

  private static final double SMALL_SQUARE = 1e-14;

  private static final double[] ARCTANGENT_ABOVE = {
    -0.8750608600031904,
    -16.157537187333652,
    -75.00855792314705,
    -122.88666844901361,
    -64.85021904942025
  };

  private static final double[] ARCTANGENT_BELOW = {
    24.858464901423062, 165.02700983169885, 432.88106049129027, 485.3903996359137, 194.5506571482614
  };

  /** What is missing of π/2 as a double. */
  private static final double HALF_PI_LOW = 6.123233995736766e-17;

  private static final double TANGENT_OF_THREE_EIGHTHS = 2.414213562373095;
  private static final double NEAR_ZERO = 0.66;
  private static final double NEAR_ONE = 0.7;
  private static final double THREE_QUARTERS = 2.356194490192345;

  private Circular() {}

  public static double sin(double x) {
    if (x == 0 || !Double.isFinite(x)) {
      return x == 0 ? x : Double.NaN;
    }
    Reduced r = reduced(Math.abs(x));
    int octant = r.octant & 7;
    double y = octant == 2 || octant == 6 ? nearCosine(r.rest) : nearSine(r.rest);
    return x < 0 != octant > 3 ? -y : y;
  }

  public static double cos(double x) {
    if (!Double.isFinite(x)) {
      return Double.NaN;
    }
    Reduced r = reduced(Math.abs(x));
    int octant = r.octant & 7;
    double y = octant == 2 || octant == 6 ? nearSine(r.rest) : nearCosine(r.rest);
    return octant == 2 || octant == 4 ? -y : y;
  }

  public static double tan(double x) {
    if (x == 0 || !Double.isFinite(x)) {
      return x == 0 ? x : Double.NaN;
    }
    Reduced r = reduced(Math.abs(x));
    double z = r.rest;
    double square = z * z;
    double y = z;
    if (square > SMALL_SQUARE) {
      double above = square * Polynomial.at(square, TANGENT_ABOVE);
      y = z + z * (above / Polynomial.monicAt(square, TANGENT_BELOW));
    }
    y = (r.octant & 2) == 2 ? -1 / y : y;
    return x < 0 ? -y : y;
  }

  private static double nearSine(double z) {
    double square = z * z;
    return z + z * square * Polynomial.at(square, SINE);
  }

  private static double nearCosine(double z) {
    double square = z * z;
    return 1 - 0.5 * square + square * square * Polynomial.at(square, COSINE);
  }

  /** An argument as an even number of octants, as far as it matters, and what is left. */
  record Reduced(int octant, double rest) {}

  private static Reduced reduced(double x) {
    if (x >= HugeAngle.FROM) {
      return HugeAngle.reduced(x);
    }
    int octant = (int) (x * OCTANTS);
    octant += octant & 1;
    double y = octant;
    return new Reduced(octant, ((x - y * QUARTER_HIGH) - y * QUARTER_MIDDLE) - y * QUARTER_LOW);
  }

  public static double asin(double x) {
    double magnitude = Math.abs(x);
    if (x == 0 || magnitude > 1) {
      return x == 0 ? x : Double.NaN;
    }
    double root = Math.sqrt(1 - magnitude * magnitude);
    double angle =
        magnitude > NEAR_ONE
            ? Math.PI / 2 - ofPositive(root / magnitude)
            : ofPositive(magnitude / root);
    return x < 0 ? -angle : angle;
  }

  public static double acos(double x) {
    return Math.PI / 2 - asin(x);
  }

  public static double atan(double x) {
    if (x == 0) {
      return x;
    }
    return x > 0 ? ofPositive(x) : -ofPositive(-x);
  }

  /** The angle of the point {@code (x, y)}. */
  public static double atan2(double y, double x) {
    if (Double.isNaN(y) || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (y == 0 || x == 0 || Double.isInfinite(x) || Double.isInfinite(y)) {
      return Math.copySign(onAxis(y, x), y);
    }
    double angle = atan(y / x);
    if (x < 0) {
      return angle <= 0 ? angle + Math.PI : angle - Math.PI;
    }
    return angle;
  }

  /** The angle without its sign, where one of the two is zero or endless. */
  private static double onAxis(double y, double x) {
    boolean right = Math.copySign(1, x) > 0;
    if (y == 0) {
      return right ? 0 : Math.PI;
    }
    if (Double.isInfinite(x) && x != 0) {
      boolean diagonal = Double.isInfinite(y);
      double angle = right ? 0 : Math.PI;
      return diagonal ? (right ? Math.PI / 4 : THREE_QUARTERS) : angle;
    }
    return Math.PI / 2;
  }

  private static double ofPositive(double x) {
    if (x <= NEAR_ZERO) {
      return nearZero(x);
    }
    if (x > TANGENT_OF_THREE_EIGHTHS) {
      return Math.PI / 2 - nearZero(1 / x) + HALF_PI_LOW;
    }
    return Math.PI / 4 + nearZero((x - 1) / (x + 1)) + 0.5 * HALF_PI_LOW;
  }

  private static double nearZero(double x) {
    double square = x * x;
    double above = square * Polynomial.at(square, ARCTANGENT_ABOVE);
    return x * (above / Polynomial.monicAt(square, ARCTANGENT_BELOW)) + x;
  }
}
