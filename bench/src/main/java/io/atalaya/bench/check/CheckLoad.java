package io.atalaya.bench.check;

import com.sun.management.OperatingSystemMXBean;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.CheckState;
import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.Scheduler;
import io.atalaya.server.clock.SystemScheduler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Evaluates many HTTP checks for a while and prints what they cost: CPU of this process for each
 * evaluation, how late evaluations began, memory for each check, and how many were wrongly down.
 *
 * <pre>
 *   CheckLoad [checks] [interval, seconds] [minutes]     10000 30 3 by default
 *   CheckLoad serve                                      the server, as the first form starts it
 * </pre>
 */
public final class CheckLoad {
  private static final int MAX_LATENESS = 4_000_000;

  private final AtomicLong evaluations = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLongArray latenessMicros = new AtomicLongArray(MAX_LATENESS);

  private CheckLoad() {}

  /** Runs. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length > 0 && args[0].equals("serve")) {
      HealthServer.run();
      return;
    }
    int checks = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    int minutes = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    new CheckLoad().run(checks, Duration.ofSeconds(seconds), Duration.ofMinutes(minutes));
  }

  private void run(int count, Duration interval, Duration time)
      throws IOException, InterruptedException {
    Process server = startServer();
    try (SystemScheduler scheduler = new SystemScheduler();
        BufferedReader said =
            new BufferedReader(
                new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))) {
      int port = Integer.parseInt(said.readLine());
      Network network = Network.system(AddressGuard.except(List.of()));
      try (CheckManager manager =
          new CheckManager(this::group, network, new Timed(scheduler, this))) {
        long before = usedBytes();
        manager.apply(checks(count, port, interval));
        await(interval.multipliedBy(2));
        report(manager, count, before, time);
      }
    } finally {
      server.destroy();
    }
  }

  private static Process startServer() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            CheckLoad.class.getName(),
            "serve")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<CheckConfig> checks(int count, int port, Duration interval) {
    List<CheckConfig> checks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      CheckBasics basics =
          CheckBasics.of("check " + i)
              .withTimes(interval, Duration.ofSeconds(10))
              .withLabels(Labels.of("team", "team " + i % 10));
      URI url = URI.create("http://127.0.0.1:" + port + "/health/" + i);
      checks.add(HttpCheck.of(basics, url));
    }
    return checks;
  }

  private static void await(Duration time) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts down");
    }
  }

  private void report(CheckManager manager, int count, long before, Duration time)
      throws InterruptedException {
    long memory = usedBytes() - before;
    reset();
    long cpu = cpuNanos();
    await(time);
    long used = cpuNanos() - cpu;
    long made = evaluations.get();
    long down =
        manager.statuses().stream().filter(status -> status.state() != CheckState.UP).count();
    System.out.printf(
        Locale.ROOT,
        "%d checks, %.0f evaluations/s, %.1f samples each, %d not up%n"
            + "CPU %.0f µs an evaluation, %.1f %% of one core%n"
            + "lateness p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n"
            + "memory %.1f KiB a check%n",
        count,
        made / (double) time.toSeconds(),
        samples.get() / (double) made,
        down,
        used / 1e3 / made,
        100.0 * used / time.toNanos(),
        lateness(0.5),
        lateness(0.99),
        lateness(1),
        memory / 1024.0 / count);
  }

  private void reset() {
    evaluations.set(0);
    samples.set(0);
    for (int i = 0; i < MAX_LATENESS; i++) {
      latenessMicros.set(i, 0);
    }
  }

  private void late(long micros) {
    evaluations.incrementAndGet();
    latenessMicros.incrementAndGet(Math.clamp(micros, 0, MAX_LATENESS - 1));
  }

  /** Lateness that this share of the evaluations did not exceed, in milliseconds. */
  private double lateness(double share) {
    long[] counts = new long[MAX_LATENESS];
    Arrays.setAll(counts, latenessMicros::get);
    long wanted = (long) Math.ceil(share * Arrays.stream(counts).sum());
    long seen = 0;
    for (int i = 0; i < MAX_LATENESS; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return i / 1e3;
      }
    }
    return MAX_LATENESS / 1e3;
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long usedBytes() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      await(Duration.ofMillis(200));
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** A store that takes everything and keeps nothing. */
  private SampleGroup group(String tenant, String key) {
    return new SampleGroup() {
      @Override
      public long register(Labels labels) {
        return 0;
      }

      @Override
      public Appended append(SampleBatch batch) {
        samples.addAndGet(batch.size());
        return new Appended(batch.size(), 0, 0, 0, 0);
      }

      @Override
      public void close() {
        // There is nothing to close.
      }
    };
  }

  /** Notes how late each task runs. */
  private record Timed(Scheduler inner, CheckLoad load) implements Scheduler {
    @Override
    public Instant instant() {
      return inner.instant();
    }

    @Override
    public Task at(Instant when, String what, Runnable task) {
      return inner.at(
          when,
          what,
          () -> {
            if (what.startsWith("check ")) {
              load.late(Duration.between(when, inner.instant()).toNanos() / 1000);
            }
            task.run();
          });
    }
  }
}
