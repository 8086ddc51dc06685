package io.atalaya.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.store.disk.Disk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends is killed without warning, again and again; what it said was stored is
 * there afterwards, bit for bit, and nothing it did not send.
 */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("atalaya.store.kills", 10);
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int SERIES = 40;
  private static final StoreOptions OPTIONS = StoreOptions.defaults().withSegmentBytes(20_000);

  @TempDir Path directory;

  @Test
  void everyAcknowledgedSampleIsThereAfterEveryKill() throws Exception {
    Random random = new Random(7);
    int acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged = runAndKill(acknowledged, 1 + random.nextInt(400));
      // One batch may have been stored whose acknowledgement nobody heard.
      acknowledged = check(acknowledged);
    }
    assertThat(acknowledged).isGreaterThan(ROUNDS);
  }

  /** Lets a child append from a batch on until it acknowledged so many; returns the next batch. */
  private int runAndKill(int first, int batches) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx200m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString(),
                Integer.toString(first))
            .redirectError(Redirect.to(new File(directory.toFile(), "child.err")))
            .start();
    int next = first;
    try (BufferedReader out = child.inputReader(UTF_8)) {
      for (int i = 0; i < batches; i++) {
        next = Integer.parseInt(out.readLine()) + 1;
      }
      // By its handle, because the process object would close the stream that is still read.
      child.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        next = isComplete(line, next) ? next + 1 : next;
      }
    } finally {
      child.destroyForcibly();
      child.waitFor();
    }
    return next;
  }

  /** The last line may have been cut in the middle of the number. */
  private static boolean isComplete(String line, int expected) {
    return line.equals(Integer.toString(expected));
  }

  private int check(int acknowledged) throws IOException {
    try (Tsdb db = open(directory, acknowledged)) {
      List<String> found =
          Model.select(db, SampleSink.DEFAULT_TENANT, List.of(), 0, Long.MAX_VALUE);
      assertThat(found).hasSize(SERIES);
      int stored = found.getFirst().split("@", -1).length - 1;
      assertThat(stored).isBetween(acknowledged, acknowledged + 1);
      for (int series = 0; series < SERIES; series++) {
        List<Model.Sample> expected =
            Stream.iterate(0, batch -> batch + 1).limit(stored).map(sampleOf(series)).toList();
        assertThat(found).contains(labels(series) + " " + expected);
      }
      return stored;
    }
  }

  private static java.util.function.Function<Integer, Model.Sample> sampleOf(int series) {
    return batch -> {
      long bits = Double.doubleToRawLongBits(value(series, batch));
      return new Model.Sample(labels(series), time(batch), bits, 0, null);
    };
  }

  private static Labels labels(int series) {
    return Labels.of("__name__", "m", "i", "" + series);
  }

  private static long time(int batch) {
    return T0 + batch * 100L;
  }

  private static double value(int series, int batch) {
    return switch (series % 4) {
      case 0 -> 1;
      case 1 -> batch * series;
      case 2 -> batch / 100.0;
      default -> new Random(batch * 1000L + series).nextGaussian();
    };
  }

  private static Tsdb open(Path directory, int batch) throws IOException {
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(time(batch)));
    return Tsdb.open(directory, OPTIONS, clock, Disk.real(), null);
  }

  /** Appends batch after batch and says the number of each that is stored. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      int first = Integer.parseInt(args[1]);
      VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(time(first)));
      PrintStream out = new PrintStream(System.out, true, UTF_8);
      try (Tsdb db = Tsdb.open(Path.of(args[0]), OPTIONS, clock)) {
        SampleGroup group = db.open(SampleSink.DEFAULT_TENANT, "child");
        for (int batch = first; !out.checkError(); batch++) {
          clock.advance(Duration.ofMillis(100));
          group.append(batch(group, batch));
          out.println(batch);
        }
      }
    }

    private static SampleBatch batch(SampleGroup group, int number) {
      SampleBatch batch = new SampleBatch(time(number));
      for (int series = 0; series < SERIES; series++) {
        batch.add(group.register(labels(series)), value(series, number));
      }
      return batch;
    }
  }
}
