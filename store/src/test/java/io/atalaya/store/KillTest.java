package io.atalaya.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.testkit.VirtualScheduler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends, deletes, cuts and merges is killed without warning, again and again. What
 * it had acknowledged is there afterwards, bit for bit, and nothing that it was not sent; {@code
 * -Datalaya.store.kills} says how often.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("atalaya.store.kills", 10);
  private static final long SEED = Long.getLong("atalaya.store.killSeed", 7);
  private static final int MAX_STEPS = 40;
  private static final int REPORT_EVERY = 20;

  @TempDir Path directory;
  private final Model expected = new Model(KillWorkload.OPTIONS);
  private final Random random = new Random(SEED);

  /** Steps done for certain. */
  private int done;

  private int unheard;
  private int torn;

  @Test
  void everyAcknowledgedSampleIsThereAfterEveryKill() throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      int acknowledged = runAndKill(1 + random.nextInt(MAX_STEPS));
      for (; done < acknowledged; done++) {
        KillWorkload.apply(expected, done);
      }
      check();
      if (kill % REPORT_EVERY == 0 || kill == KILLS) {
        System.out.printf(
            "seed %d: %d kills, %d steps acknowledged, %d done but not heard of, %d torn ends%n",
            SEED, kill, done, unheard, torn);
      }
    }
    assertThat(done).isGreaterThan(KILLS);
  }

  /** Lets a child go on until it acknowledged so many steps; returns the first that it did not. */
  private int runAndKill(int steps) throws Exception {
    Process child = start();
    int next = done;
    try (BufferedReader out = child.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        // The last line may have been cut in the middle of the number.
        next = line.equals(Integer.toString(next)) ? next + 1 : next;
        if (next == done + steps) {
          awaitAMoment();
          // By its handle, because the process object would close the stream that is still read.
          child.toHandle().destroyForcibly();
        }
      }
    } finally {
      child.destroyForcibly();
      child.waitFor();
    }
    assertThat(next).as(errors()).isGreaterThanOrEqualTo(done + steps);
    return next;
  }

  /** So that the kill does not always follow an acknowledgement. */
  private void awaitAMoment() {
    long end = System.nanoTime() + random.nextInt(3_000_000);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private Process start() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx200m",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            directory.resolve("data").toString(),
            Integer.toString(done));
    return new ProcessBuilder(command)
        .redirectError(Redirect.appendTo(directory.resolve("child.err").toFile()))
        .start();
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("child.err"));
  }

  /** One more step may have been done, of which nobody heard. */
  private void check() throws IOException {
    try (Tsdb db = open(directory.resolve("data"), done)) {
      assertThat(db.replayReport().problems()).isEmpty();
      assertThat(db.damagedBlocks()).isEmpty();
      torn += db.replayReport().tornBytes() > 0 ? 1 : 0;
      if (!isThere(db)) {
        KillWorkload.apply(expected, done);
        unheard++;
        done++;
        requireAll(db);
      }
    }
  }

  private boolean isThere(Tsdb db) {
    try {
      requireAll(db);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  private void requireAll(Tsdb db) {
    long from = KillWorkload.horizon(done);
    expected.requireSame(db, KillWorkload.TENANT, List.of(), from, Long.MAX_VALUE);
  }

  private static Tsdb open(Path directory, int step) throws IOException {
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(KillWorkload.time(step)));
    return Tsdb.open(directory, KillWorkload.OPTIONS, clock);
  }

  /** Does step after step and says the number of each that is acknowledged. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      int first = Integer.parseInt(args[1]);
      VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(KillWorkload.time(first)));
      PrintStream out = new PrintStream(System.out, true, UTF_8);
      try (Tsdb db = Tsdb.open(Path.of(args[0]), KillWorkload.OPTIONS, clock)) {
        Thread.ofPlatform().daemon().name("maintenance").start(() -> maintain(db));
        for (int step = first; !out.checkError(); step++) {
          KillWorkload.apply(db, step);
          out.println(step);
          clock.advance(KillWorkload.STEP);
        }
      }
    }

    /** Without a pause, so that nearly every kill interrupts a cut, a merge or a clean-up. */
    private static void maintain(Tsdb db) {
      while (!Thread.currentThread().isInterrupted()) {
        db.maintain();
      }
    }
  }
}
