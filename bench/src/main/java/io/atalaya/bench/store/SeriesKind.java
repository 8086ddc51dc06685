package io.atalaya.bench.store;

import io.atalaya.model.SampleValue;
import java.util.Random;

/**
 * Kinds of series that monitoring data consists of, and the share that each has in what we call
 * mixed data. Modelled on what exporters and instrumented programs send: more than a third never
 * changes, most of the rest are counters, few have values of full precision.
 */
enum SeriesKind {
  ZERO(24),
  CONSTANT(12),
  RARE_STEP(8),
  INTEGER_GAUGE(5),
  MEMORY_GAUGE(3),
  REGULAR_COUNTER(2),
  POISSON_COUNTER(9),
  SLOW_COUNTER(8),
  COUNTER_WITH_RESETS(1),
  BYTE_COUNTER(4),
  CPU_SECONDS(4),
  PERCENT_1_DECIMAL(1),
  PERCENT_2_DECIMALS(1),
  PERCENT_3_DECIMALS(0.5),
  TEMPERATURE(0.5),
  DURATION_NANOS(2),
  RANDOM_WALK(1),
  ACCUMULATED_SUM(4),
  RATIO(1),
  HISTOGRAM_BUCKET(9);

  private static final double[] CONSTANTS = {1, 1.6917243e9, 67_108_864, 0.95, 2.5, 17_000};
  private static final double[] REGULAR_STEPS = {15, 1, 150, 15_000, 1_500};
  private static final double[] BUCKET_SHARES = {0, 0, 0.02, 0.2, 0.6, 0.9, 0.98, 1, 1, 1};

  /** One series of so many has a stale marker in its middle, as after a restart of its source. */
  private static final int STALE_EVERY = 25;

  /** Of a hundred series, how many are of this kind. */
  final double share;

  SeriesKind(double share) {
    this.share = share;
  }

  /** The kind of one of many series, so that any few hundred neighbours are mixed data. */
  static SeriesKind ofSeries(int series) {
    // Half per cents, in an order that mixes them: 77 and 200 have no common divisor.
    double position = Math.floorMod(series * 77L, 200) / 2.0;
    double sum = 0;
    for (SeriesKind kind : values()) {
      sum += kind.share;
      if (position < sum) {
        return kind;
      }
    }
    return HISTOGRAM_BUCKET;
  }

  /** Values of a series; the same for the same random numbers. */
  double[] values(Random random, int rows) {
    double[] values = new double[rows];
    Source source = new Source(this, random);
    for (int i = 0; i < rows; i++) {
      values[i] = source.next();
    }
    if (random.nextInt(STALE_EVERY) == 0) {
      values[rows / 2] = SampleValue.STALE;
    }
    return values;
  }

  Source source(Random random) {
    return new Source(this, random);
  }

  /** A series that goes on for ever. */
  static final class Source {
    private final SeriesKind kind;
    private final Random random;

    /** Events per interval, or another measure of size that differs from series to series. */
    private final double rate;

    private final double constant;
    private final double mean;
    private double level;
    private double other = 1_500;
    private int row;

    private Source(SeriesKind kind, Random random) {
      this.kind = kind;
      this.random = random;
      rate =
          switch (kind) {
            case POISSON_COUNTER -> tenTo(0.3, 3.8);
            case COUNTER_WITH_RESETS -> tenTo(0.5, 3.5);
            case SLOW_COUNTER -> random.nextDouble() * 0.1;
            case REGULAR_COUNTER -> REGULAR_STEPS[random.nextInt(REGULAR_STEPS.length)];
            case BYTE_COUNTER -> tenTo(4, 8);
            case CPU_SECONDS -> 1_500 * random.nextDouble() * random.nextDouble();
            case INTEGER_GAUGE -> 1 + random.nextInt(10);
            case DURATION_NANOS -> tenTo(3, 7);
            case ACCUMULATED_SUM, HISTOGRAM_BUCKET -> tenTo(0, 2.5);
            default -> 0;
          };
      mean =
          switch (kind) {
            case ACCUMULATED_SUM -> tenTo(-3, -1);
            case HISTOGRAM_BUCKET -> BUCKET_SHARES[random.nextInt(BUCKET_SHARES.length)];
            default -> random.nextDouble() * 100;
          };
      constant = CONSTANTS[random.nextInt(CONSTANTS.length)];
      level = firstLevel();
    }

    private double tenTo(double from, double to) {
      return Math.pow(10, from + random.nextDouble() * (to - from));
    }

    private double firstLevel() {
      return switch (kind) {
        case ZERO -> 0;
        case CONSTANT -> constant;
        case RARE_STEP -> random.nextInt(50);
        case INTEGER_GAUGE -> 50 + random.nextInt(400);
        case MEMORY_GAUGE -> 4096.0 * (10_000 + random.nextInt(1_000_000));
        case POISSON_COUNTER, CPU_SECONDS -> random.nextInt(100_000_000);
        case BYTE_COUNTER -> Math.floor(random.nextDouble() * 1e12);
        case PERCENT_1_DECIMAL, PERCENT_2_DECIMALS, PERCENT_3_DECIMALS -> mean;
        case TEMPERATURE -> 80 + random.nextInt(40);
        case RANDOM_WALK -> 20 + random.nextDouble() * 100;
        case RATIO -> 1_000;
        case HISTOGRAM_BUCKET -> Math.floor(mean * random.nextInt(10_000_000));
        default -> random.nextInt(1_000_000);
      };
    }

    double next() {
      row++;
      return switch (kind) {
        case ZERO, CONSTANT -> level;
        case RARE_STEP -> stay(random.nextInt(200) == 0 ? random.nextInt(7) - 3 : 0);
        case INTEGER_GAUGE -> stay(random.nextInt(3) == 0 ? 0 : steps((int) rate));
        case MEMORY_GAUGE ->
            stay(random.nextInt(4) == 0 ? 0 : 4096.0 * (long) (random.nextGaussian() * 200));
        case REGULAR_COUNTER -> grow(rate);
        case POISSON_COUNTER -> grow(events(rate * (1 + 0.3 * Math.sin(row / 500.0))));
        case SLOW_COUNTER -> grow(random.nextDouble() < rate ? 1 + random.nextInt(10) / 9 * 3 : 0);
        case COUNTER_WITH_RESETS -> {
          level = random.nextInt(700) == 0 ? 0 : level;
          yield grow(events(rate));
        }
        case BYTE_COUNTER -> grow(Math.floor(rate * Math.exp(0.4 * random.nextGaussian())));
        case CPU_SECONDS ->
            grow(Math.max(0, Math.rint(rate + 0.1 * rate * random.nextGaussian()))) / 100;
        case PERCENT_1_DECIMAL -> percent(10);
        case PERCENT_2_DECIMALS -> percent(100);
        case PERCENT_3_DECIMALS -> percent(1000);
        case TEMPERATURE -> grow(random.nextInt(3) == 0 ? steps(1) : 0) * 0.5;
        case DURATION_NANOS -> Math.floor(rate * Math.exp(0.5 * random.nextGaussian())) / 1e9;
        case RANDOM_WALK -> grow(random.nextGaussian() * 0.3);
        case ACCUMULATED_SUM -> sum((int) Math.min(60, events(rate)));
        case RATIO -> {
          other += random.nextInt(90);
          yield grow(random.nextInt(50)) / (level + other);
        }
        case HISTOGRAM_BUCKET -> grow(mean == 0 ? 0 : events(rate * mean));
      };
    }

    private double grow(double by) {
      level += by;
      return level;
    }

    /** As {@link #grow}, but never below zero. */
    private double stay(double change) {
      level = Math.max(0, level + change);
      return level;
    }

    private int steps(int most) {
      return random.nextInt(2 * most + 1) - most;
    }

    private double percent(int parts) {
      level = mean + (level - mean) * 0.95 + random.nextGaussian();
      return Math.rint(Math.clamp(level, 0, 100) * parts) / parts;
    }

    /** Adds durations of nanosecond precision one by one, with the rounding that this brings. */
    private double sum(int durations) {
      for (int i = 0; i < durations; i++) {
        level += Math.floor(-Math.log(1 - random.nextDouble()) * mean * 1e9) / 1e9;
      }
      return level;
    }

    /** A number of independent events, by Poisson's distribution. */
    private double events(double expected) {
      if (expected > 50) {
        return Math.max(0, Math.round(expected + Math.sqrt(expected) * random.nextGaussian()));
      }
      double limit = Math.exp(-expected);
      int events = -1;
      for (double product = 1; product > limit; product *= random.nextDouble()) {
        events++;
      }
      return events;
    }
  }
}
