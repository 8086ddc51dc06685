package io.atalaya.bench.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Many active series at once: what they take in memory, how long the collector stops the program
 * while they are appended to, and how long a start takes after a kill.
 */
final class ManySeries {
  private static final int SERIES_PER_TARGET = 1_000;
  private static final int BYTES_PER_KIB = 1_024;

  /** Scrapes after which every series has been through its first epoch of the head. */
  private static final int SETTLING_ROUNDS = 32;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Path directory;
  private final Fleet fleet;
  private final int rounds;
  private final Pauses pauses = new Pauses();

  /**
   * Since the start of the process: when all series had been made and had found their memory, and
   * when the last sample came.
   */
  private long steadyFromMillis;

  private long steadyToMillis;

  ManySeries(Path directory, int series, int rounds) {
    this.directory = directory;
    fleet = new Fleet(Math.max(1, series / SERIES_PER_TARGET), SERIES_PER_TARGET);
    this.rounds = rounds;
  }

  void run(Figures figures) throws IOException {
    double liveBefore = liveKib();
    long anonymousBefore = anonymousBytes();
    pauses.listen();
    SteppedClock clock = new SteppedClock(Fleet.START_MILLIS);
    try (Tsdb db = Tsdb.open(directory, StoreOptions.defaults(), clock)) {
      double nanos = fill(db, clock);
      double anonymous = (double) (anonymousBytes() - anonymousBefore) / BYTES_PER_KIB;
      figures.title("%,d active series, %d scrapes of each".formatted(fleet.series(), rounds));
      figures.atMost(
          "anonymous memory of the process", anonymous / fleet.series(), 0.55, "KiB/series", "3.4");
      figures.plain(
          "of it live on the heap", (liveKib() - liveBefore) / fleet.series(), "KiB/series", "");
      figures.atMost("append, head and log", nanos, 60, "ns/sample (CPU)", "");
      tell(figures, "until 32 scrapes of each series", pauses.between(0, steadyFromMillis));
      tell(figures, "then", pauses.between(steadyFromMillis, steadyToMillis));
    }
  }

  private static void tell(Figures figures, String when, Pauses.Summary summary) {
    String what = "collector's pauses " + when + ", ";
    figures.atMost(what + "99th percentile", summary.percentile99(), 20, "ms", "");
    figures.plain(what + "longest", summary.longest(), "ms", "");
    figures.plain(what + "number", summary.count(), "", "");
  }

  /** Appends all rounds; returns the time on a processor per sample, the first round left out. */
  double fill(Tsdb db, SteppedClock clock) {
    List<SampleGroup> groups = new ArrayList<>();
    List<long[]> refs = new ArrayList<>();
    for (int target = 0; target < fleet.targets; target++) {
      SampleGroup group = db.open(SampleSink.DEFAULT_TENANT, "target " + target);
      groups.add(group);
      refs.add(fleet.labels(target).stream().mapToLong(group::register).toArray());
    }
    SampleBatch batch = new SampleBatch(0);
    long nanos = 0;
    for (int round = 0; round < rounds; round++) {
      for (int target = 0; target < fleet.targets; target++) {
        long time = fleet.scrapeMillis(target, round);
        clock.advanceTo(Math.max(clock.millis(), time));
        batch.reset(time);
        for (int member = 0; member < SERIES_PER_TARGET; member++) {
          batch.add(refs.get(target)[member], fleet.next(target, member));
        }
        long start = CpuTimer.nanos();
        groups.get(target).append(batch);
        nanos += round > 0 ? CpuTimer.nanos() - start : 0;
      }
      steadyFromMillis = round < SETTLING_ROUNDS ? Pauses.uptimeMillis() : steadyFromMillis;
    }
    steadyToMillis = Pauses.uptimeMillis();
    return (double) nanos / fleet.series() / Math.max(1, rounds - 1);
  }

  private static double liveKib() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (double) (runtime.totalMemory() - runtime.freeMemory()) / BYTES_PER_KIB;
  }

  /** Memory of the process that no file is behind. */
  private static long anonymousBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB;
      }
    }
    throw new IOException("/proc/self/status tells no RssAnon; this needs Linux");
  }

  /** Fills a store in this process and ends it as a kill would. */
  void fillAndHalt() throws IOException {
    SteppedClock clock = new SteppedClock(Fleet.START_MILLIS);
    fill(Tsdb.open(directory, StoreOptions.defaults(), clock), clock);
    Runtime.getRuntime().halt(137);
  }

  /** Opens the store and prints how long that took. */
  void openAndTell() throws IOException {
    SteppedClock clock = new SteppedClock(Fleet.START_MILLIS + rounds * Fleet.INTERVAL_MILLIS);
    long start = System.nanoTime();
    try (Tsdb db = Tsdb.open(directory, StoreOptions.defaults(), clock)) {
      double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
      int active = db.activeSeries(SampleSink.DEFAULT_TENANT);
      System.out.println(active + " " + seconds);
    }
  }

  /** Kills one process that has filled a store, and measures how long another takes to open it. */
  void restart(Figures figures) throws Exception {
    child("fill").waitFor();
    Process opening = child("open");
    String[] answer =
        new String(opening.getInputStream().readAllBytes(), US_ASCII).strip().split(" ");
    if (Integer.parseInt(answer[0]) != fleet.series()) {
      throw new IllegalStateException(answer[0] + " series after the start");
    }
    figures.title("%,d active series, killed and started".formatted(fleet.series()));
    figures.atMost(
        "start, time on the wall until ready",
        Double.parseDouble(answer[1]),
        2,
        "s",
        "Prometheus 20 s for a fifth");
  }

  private Process child(String command) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    arguments.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    arguments.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            StoreBench.class.getName(),
            command,
            directory.toString(),
            Integer.toString(fleet.series()),
            Integer.toString(rounds)));
    return new ProcessBuilder(arguments).redirectError(new File("/dev/null")).start();
  }
}
