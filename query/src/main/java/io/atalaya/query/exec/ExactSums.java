package io.atalaya.query.exec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * Sums of floats at all steps that are exact until they are asked for, and so do not depend on the
 * order in which the numbers come, nor on how many partial sums they were added up in.
 *
 * <p>A sum is a chain of doubles. What rounding loses in one is found exactly (TwoSum, Knuth, TAOCP
 * volume 2, 4.2.2) and added to the next:
 *
 * <pre>
 *   x ──► sum ──lost──► low ──lost──► rest ──lost──► decimal
 *         53 bits       53 bits       53 bits        any number of bits
 * </pre>
 *
 * Nearly always the first two hold everything: numbers may then lie 2⁵⁰ apart. The others are there
 * when they are needed only. Infinities and NaN are kept apart from the finite numbers.
 *
 * <pre>
 *   form: count, then for each step: sum f64, low f64, flags u8 (1 rest, 2 decimal, 4 not finite),
 *         what the flags tell: rest f64; decimal as UTF-8 text; sum of what is not finite f64
 * </pre>
 */
final class ExactSums {
  private static final MathContext MEAN = new MathContext(60);
  private static final int REST = 1;
  private static final int DECIMAL = 2;
  private static final int NOT_FINITE = 4;

  private double[] sums;
  private double[] lows;
  private double @Nullable [] rests;
  private @Nullable BigDecimal @Nullable [] decimals;
  private double @Nullable [] notFinite;

  ExactSums(int steps) {
    sums = new double[steps];
    lows = new double[steps];
  }

  /** Room for one trial of {@link #addAll}; may be shared by the sums of one thread. */
  static final class Scratch {
    private double[] sums;
    private double[] lows;

    Scratch(int steps) {
      sums = new double[steps];
      lows = new double[steps];
    }
  }

  /** Adds one number at every step; the loop is free of branches so that it is vectorised. */
  void addAll(double[] values, Scratch scratch) {
    double[] newSums = scratch.sums;
    double[] newLows = scratch.lows;
    long trouble = 0;
    for (int step = 0; step < sums.length; step++) {
      double sum = sums[step];
      double low = lows[step];
      double x = values[step];
      double t = sum + x;
      double z = t - sum;
      double e = (sum - (t - z)) + (x - z);
      double u = low + e;
      double w = u - low;
      double f = (low - (u - w)) + (e - w);
      newSums[step] = t;
      newLows[step] = u;
      trouble |= Double.doubleToRawLongBits(f) << 1;
    }
    if (trouble == 0) {
      scratch.sums = sums;
      scratch.lows = lows;
      sums = newSums;
      lows = newLows;
    } else {
      for (int step = 0; step < sums.length; step++) {
        add(step, values[step]);
      }
    }
  }

  void add(int step, double x) {
    double sum = sums[step];
    double t = sum + x;
    if (Double.isInfinite(t) || Double.isNaN(t)) {
      addBeyond(step, x);
      return;
    }
    double z = t - sum;
    double e = (sum - (t - z)) + (x - z);
    double low = lows[step];
    double u = low + e;
    double w = u - low;
    double f = (low - (u - w)) + (e - w);
    sums[step] = t;
    lows[step] = u;
    if (f != 0) {
      addRest(step, f);
    }
  }

  /** A number that is not finite, or that would make the sum so. */
  private void addBeyond(int step, double x) {
    if (Double.isInfinite(x) || Double.isNaN(x)) {
      if (notFinite == null) {
        notFinite = new double[sums.length];
      }
      notFinite[step] += x;
    } else {
      addDecimal(step, new BigDecimal(x));
    }
  }

  private void addRest(int step, double x) {
    if (rests == null) {
      rests = new double[sums.length];
    }
    double rest = rests[step];
    double t = rest + x;
    double z = t - rest;
    double lost = (rest - (t - z)) + (x - z);
    rests[step] = t;
    if (lost != 0) {
      addDecimal(step, new BigDecimal(lost));
    }
  }

  private void addDecimal(int step, BigDecimal x) {
    if (decimals == null) {
      decimals = new BigDecimal[sums.length];
    }
    BigDecimal before = decimals[step];
    decimals[step] = before == null ? x : before.add(x);
  }

  /** Adds what another has added. */
  void addAll(ExactSums other) {
    for (int step = 0; step < sums.length; step++) {
      add(step, other.sums[step]);
      add(step, other.lows[step]);
      if (other.rests != null) {
        add(step, other.rests[step]);
      }
      BigDecimal decimal = other.decimals == null ? null : other.decimals[step];
      if (decimal != null) {
        addDecimal(step, decimal);
      }
      if (other.notFinite != null && other.notFinite[step] != 0) {
        addBeyond(step, other.notFinite[step]);
      }
    }
  }

  private boolean isFinite(int step) {
    return notFinite == null || notFinite[step] == 0;
  }

  private boolean isShort(int step) {
    return (rests == null || rests[step] == 0) && (decimals == null || decimals[step] == null);
  }

  /** The sum, rounded once. */
  double value(int step) {
    if (notFinite != null && notFinite[step] != 0) {
      return notFinite[step];
    }
    return isShort(step) ? sums[step] + lows[step] : exact(step).doubleValue();
  }

  /** What the rounding of {@link #value} takes away, rounded itself. */
  private double remainder(int step) {
    double value = value(step);
    if (!isShort(step)) {
      return Double.isInfinite(value)
          ? 0
          : exact(step).subtract(new BigDecimal(value)).doubleValue();
    }
    double z = value - sums[step];
    return (sums[step] - (value - z)) + (lows[step] - z);
  }

  /** The finite part of the sum. */
  private BigDecimal exact(int step) {
    BigDecimal total = new BigDecimal(sums[step]).add(new BigDecimal(lows[step]));
    if (rests != null) {
      total = total.add(new BigDecimal(rests[step]));
    }
    BigDecimal decimal = decimals == null ? null : decimals[step];
    return decimal == null ? total : total.add(decimal);
  }

  /** The sum divided by a count. */
  double mean(int step, double count) {
    double value = value(step);
    if (!isFinite(step)) {
      return value / count;
    }
    if (Double.isInfinite(value)) {
      return exact(step).divide(new BigDecimal(count), MEAN).doubleValue();
    }
    return value / count + remainder(step) / count;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(sums.length);
    for (int step = 0; step < sums.length; step++) {
      double rest = rests == null ? 0 : rests[step];
      BigDecimal decimal = decimals == null ? null : decimals[step];
      double beyond = notFinite == null ? 0 : notFinite[step];
      out.writeDouble(sums[step]);
      out.writeDouble(lows[step]);
      out.writeByte(
          (rest == 0 ? 0 : REST)
              | (decimal == null ? 0 : DECIMAL)
              | (beyond == 0 ? 0 : NOT_FINITE));
      if (rest != 0) {
        out.writeDouble(rest);
      }
      if (decimal != null) {
        out.writeUTF(decimal.toString());
      }
      if (beyond != 0) {
        out.writeDouble(beyond);
      }
    }
  }

  static ExactSums read(DataInput in, int steps) throws IOException {
    Bytes.require(in.readInt() == steps, "sums of another number of steps");
    ExactSums sums = new ExactSums(steps);
    for (int step = 0; step < steps; step++) {
      sums.add(step, in.readDouble());
      sums.add(step, in.readDouble());
      int flags = in.readByte();
      if ((flags & REST) != 0) {
        sums.add(step, in.readDouble());
      }
      if ((flags & DECIMAL) != 0) {
        sums.addDecimal(step, Bytes.decimal(in.readUTF()));
      }
      if ((flags & NOT_FINITE) != 0) {
        sums.addBeyond(step, in.readDouble());
      }
    }
    return sums;
  }
}
