package io.atalaya.query.number;

/**
 * Hyperbolic functions and their inverses, to the last bit as Go has them: near zero by rational
 * functions of Hart and Cheney (Computer Approximations, 1968, number 2029) and of Cephes (Moshier
 * 2000, {@code tanh.c}), elsewhere by {@link Powers#exp}; the inverses by logarithms, as fdlibm
 * (Sun Microsystems 1993) has them.
 */
public final class Hyperbolic {
  private static final double[] SINE_ABOVE = {
    -26.30563213397497, -2894.211355989564, -89912.72022039509, -630767.3640497717
  };

  private static final double[] SINE_BELOW = {
    -173.6789535582337, 15215.17378790019, -630767.3640497717
  };

  private static final double[] TANGENT_ABOVE = {
    -0.9643991794250523, -99.28772310019185, -1614.6876844170845
  };

  private static final double[] TANGENT_BELOW = {
    112.81167849163293, 2235.4883906010045, 4844.063053251255
  };

  /** From here on the smaller of the two exponentials does not show. */
  private static final double FAR = 21;

  private static final double SINE_NEAR = 0.5;
  private static final double TANGENT_NEAR = 0.625;
  private static final double TANGENT_IS_ONE = 0.5 * 88.02969193111305;
  private static final double LN_2 = 0.6931471805599453;
  private static final double INVERSE_FAR = 0x1p28;
  private static final double INVERSE_NEAR = 0x1p-28;

  private Hyperbolic() {}

  public static double sinh(double x) {
    double magnitude = Math.abs(x);
    return x < 0 ? -sineOf(magnitude) : sineOf(x);
  }

  private static double sineOf(double x) {
    if (x > FAR) {
      return Powers.exp(x) * 0.5;
    }
    if (x > SINE_NEAR) {
      double e = Powers.exp(x);
      return (e - 1 / e) * 0.5;
    }
    double square = x * x;
    return Polynomial.at(square, SINE_ABOVE) * x / Polynomial.monicAt(square, SINE_BELOW);
  }

  public static double cosh(double x) {
    double magnitude = Math.abs(x);
    double e = Powers.exp(magnitude);
    return magnitude > FAR ? e * 0.5 : (e + 1 / e) * 0.5;
  }

  public static double tanh(double x) {
    double magnitude = Math.abs(x);
    if (magnitude > TANGENT_IS_ONE) {
      return x < 0 ? -1 : 1;
    }
    if (magnitude >= TANGENT_NEAR) {
      double y = 1 - 2 / (Powers.exp(2 * magnitude) + 1);
      return x < 0 ? -y : y;
    }
    if (x == 0) {
      return x;
    }
    double square = x * x;
    double above = x * square * Polynomial.at(square, TANGENT_ABOVE);
    return x + above / Polynomial.monicAt(square, TANGENT_BELOW);
  }

  public static double asinh(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x;
    }
    double a = Math.abs(x);
    double y;
    if (a > INVERSE_FAR) {
      y = Logarithms.log(a) + LN_2;
    } else if (a > 2) {
      y = Logarithms.log(2 * a + 1 / (Math.sqrt(a * a + 1) + a));
    } else if (a < INVERSE_NEAR) {
      y = a;
    } else {
      y = Logarithms.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    }
    return Math.copySign(y, x);
  }

  public static double acosh(double x) {
    if (!(x >= 1)) {
      return Double.NaN;
    }
    if (x >= INVERSE_FAR) {
      return Logarithms.log(x) + LN_2;
    }
    if (x > 2) {
      return Logarithms.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double t = x - 1;
    return Logarithms.log1p(t + Math.sqrt(2 * t + t * t));
  }

  public static double atanh(double x) {
    double a = Math.abs(x);
    if (!(a <= 1)) {
      return Double.NaN;
    }
    if (a == 1) {
      return x * Double.POSITIVE_INFINITY;
    }
    double y = a;
    if (a >= 0.5) {
      y = 0.5 * Logarithms.log1p((a + a) / (1 - a));
    } else if (a >= INVERSE_NEAR) {
      double twice = a + a;
      y = 0.5 * Logarithms.log1p(twice + twice * a / (1 - a));
    }
    return Math.copySign(y, x);
  }
}
