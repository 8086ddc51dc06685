package io.atalaya.store.codec;

import java.util.List;
import java.util.Random;

/** Series as monitoring sees them, by kind, and how frequent each kind is. */
enum Synthetic {
  ZERO(24),
  CONSTANT(12),
  RARE_STEP(8),
  INTEGER_GAUGE(5),
  MEMORY_GAUGE(3),
  REGULAR_COUNTER(2),
  POISSON_COUNTER(9),
  SLOW_COUNTER(8),
  BYTE_COUNTER(5),
  CPU_SECONDS(4),
  PERCENT(3),
  DURATION_NANOS(2),
  RANDOM_WALK(1),
  ACCUMULATED_SUM(4),
  RATIO(1),
  BUCKET(9);

  /** Of a hundred series, how many are of this kind. */
  final int share;

  Synthetic(int share) {
    this.share = share;
  }

  double[] series(Random random, int rows) {
    double[] values = new double[rows];
    State state = new State(random, this);
    for (int i = 0; i < rows; i++) {
      values[i] = state.next();
    }
    return values;
  }

  private static final class State {
    private static final List<Double> CONSTANTS =
        List.of(1.0, 67108864.0, 0.95, 2.5, 1.69172433437e9, 17000.0);
    private final Random random;
    private final Synthetic kind;
    private final double size;
    private double a;
    private double b = 1500;

    State(Random random, Synthetic kind) {
      this.random = random;
      this.kind = kind;
      size = Math.pow(10, random.nextDouble() * 3 + 0.3);
      a =
          switch (kind) {
            case ZERO -> 0;
            case CONSTANT -> CONSTANTS.get(random.nextInt(CONSTANTS.size()));
            case MEMORY_GAUGE -> 4096.0 * random.nextInt(1_000_000);
            case PERCENT, RANDOM_WALK -> random.nextDouble() * 100;
            case RATIO -> 1000;
            default -> random.nextInt(1_000_000);
          };
    }

    double next() {
      return switch (kind) {
        case ZERO, CONSTANT -> a;
        case RARE_STEP -> grow(random.nextInt(200) == 0 ? random.nextInt(7) - 3 : 0);
        case INTEGER_GAUGE -> grow(random.nextInt(13) - 6);
        case MEMORY_GAUGE -> grow(4096.0 * (long) (random.nextGaussian() * 200));
        case REGULAR_COUNTER -> grow(15);
        case POISSON_COUNTER -> grow(events(size));
        case SLOW_COUNTER -> grow(random.nextInt(20) == 0 ? 1 : 0);
        case BYTE_COUNTER -> grow(Math.floor(size * 1000 * Math.exp(0.4 * random.nextGaussian())));
        case CPU_SECONDS -> grow(Math.max(0, Math.rint(size / 10 * gauss(1, 0.1)))) / 100;
        case PERCENT -> Math.rint(grow((50 - a) * 0.05 + random.nextGaussian()) * 100) / 100;
        case DURATION_NANOS -> Math.floor(1e3 * size * Math.exp(random.nextGaussian() / 2)) / 1e9;
        case RANDOM_WALK -> grow(random.nextGaussian() * 0.3);
        case ACCUMULATED_SUM -> {
          for (int i = 0; i < 10; i++) {
            a += Math.floor(-Math.log(1 - random.nextDouble()) * size * 1e6) / 1e9;
          }
          yield a;
        }
        case RATIO -> {
          b += random.nextInt(90);
          yield grow(random.nextInt(50)) / (a + b);
        }
        case BUCKET -> grow(events(size / 10));
      };
    }

    private double grow(double by) {
      a += by;
      return a;
    }

    private double gauss(double mean, double deviation) {
      return mean + deviation * random.nextGaussian();
    }

    private double events(double mean) {
      return Math.max(0, Math.round(gauss(mean, Math.sqrt(mean))));
    }
  }
}
