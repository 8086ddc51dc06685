package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is only in the log when a process ends comes back from it bit for bit. */
class LoggedValuesTest {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);
  private static final int SEEDS = 40;
  private static final int SERIES = 24;
  private static final int ROWS = 30;
  private static final double[] STRANGE = {
    0.0,
    -0.0,
    Double.NaN,
    Double.longBitsToDouble(0x7ff0_0000_0000_0001L),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1L << 53,
    -(1L << 54) - 2,
    0.1 + 0.2,
    1e17,
    SampleValue.STALE
  };

  private static double next(Random random, int kind, double before) {
    return switch (random.nextInt(25) == 0 ? random.nextInt(7) : kind % 8) {
      case 0 -> before + random.nextInt(1000) - 500;
      case 1 -> Math.rint(before * 100 + random.nextInt(2000)) / 100;
      case 2 -> before + random.nextGaussian();
      case 3 -> Double.longBitsToDouble(random.nextLong());
      case 4 -> STRANGE[random.nextInt(STRANGE.length)];
      case 5 -> Math.rint(random.nextDouble() * 1e9) / 1e9;
      case 6 -> before;
      default -> random.nextInt(3) == 0 ? random.nextInt(50) : random.nextInt(50) / 8.0;
    };
  }

  private static double[][] values(Random random) {
    double[][] values = new double[SERIES][ROWS];
    for (int i = 0; i < SERIES; i++) {
      double before = random.nextInt(100_000);
      for (int row = 0; row < ROWS; row++) {
        before = next(random, i, before);
        values[i][row] = before;
      }
    }
    return values;
  }

  @Test
  void everyValueIsReadBackAsItWas(@TempDir Path folder) throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      double[][] values = values(new Random(seed));
      Path directory = folder.resolve(Integer.toString(seed));
      VirtualScheduler clock = new VirtualScheduler(START);
      try (Tsdb db = Tsdb.open(directory, StoreOptions.defaults(), clock)) {
        append(db.open(SampleSink.DEFAULT_TENANT, "source"), values);
      }
      try (Tsdb db = Tsdb.open(directory, StoreOptions.defaults(), clock)) {
        for (int i = 0; i < SERIES; i++) {
          assertThat(read(db, i)).as("seed %d, series %d", seed, i).isEqualTo(bits(values[i]));
        }
      }
    }
  }

  private static void append(SampleGroup source, double[][] values) {
    long[] refs = new long[SERIES];
    for (int i = 0; i < SERIES; i++) {
      refs[i] = source.register(Labels.of("__name__", "value", "i", Integer.toString(i)));
    }
    for (int row = 0; row < ROWS; row++) {
      SampleBatch batch = new SampleBatch(START.toEpochMilli() + row * 1000L);
      for (int i = 0; i < SERIES; i++) {
        batch.add(refs[i], values[i][row]);
      }
      source.append(batch);
    }
  }

  private static long[] read(Tsdb db, int series) {
    SeriesSelection selection =
        SeriesSelection.of(
            SampleSink.DEFAULT_TENANT,
            List.of(Matcher.equal("i", Integer.toString(series))),
            0,
            Long.MAX_VALUE);
    try (SeriesSet found = db.select(selection)) {
      SeriesSamples samples = new SeriesSamples();
      found.read(0, samples);
      long[] bits = new long[samples.size()];
      for (int row = 0; row < bits.length; row++) {
        bits[row] = Double.doubleToRawLongBits(samples.values[samples.from + row]);
      }
      return bits;
    }
  }

  private static long[] bits(double[] values) {
    long[] bits = new long[values.length];
    for (int row = 0; row < bits.length; row++) {
      bits[row] = Double.doubleToRawLongBits(values[row]);
    }
    return bits;
  }
}
