package io.atalaya.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.codec.Mix;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A load for measuring by hand: groups of series sampled every 15 seconds of virtual time.
 *
 * <pre>
 * HeadLoad fill DIRECTORY SERIES ROWS [GROUP [CHURN]]
 *               appends, prints time, log bytes and memory, and dies as after kill -9;
 *               CHURN is the share of groups an hour, in percent, that get other series
 * HeadLoad open DIRECTORY    opens what was left, prints how long that took
 * </pre>
 */
final class HeadLoad {
  private static final long T0 = Instant.parse("2026-03-01T10:07:00Z").toEpochMilli();
  private static final long INTERVAL = 15_000;
  private static final int ROWS_AN_HOUR = 240;
  private static final PrintStream OUT = new PrintStream(System.out, true, UTF_8);

  private final Path directory;
  private final VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
  private final Map<Path, Long> logBytes = new HashMap<>();
  private final Mix mix = new Mix(720);

  private HeadLoad(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException {
    HeadLoad load = new HeadLoad(Path.of(args[1]));
    if (args[0].equals("open")) {
      load.reopen();
      return;
    }
    int group = args.length > 4 ? Integer.parseInt(args[4]) : 1000;
    int churn = args.length > 5 ? Integer.parseInt(args[5]) : 0;
    load.fill(Integer.parseInt(args[2]), Integer.parseInt(args[3]), group, churn);
    Runtime.getRuntime().halt(1);
  }

  /** One source and its series. */
  private static final class Target {
    final SampleGroup group;
    final long[] refs;
    final int number;
    final int jitter;

    Target(Tsdb db, int number, int size) {
      this.number = number;
      jitter = number * 7919 % 15_000;
      group = db.open(SampleSink.DEFAULT_TENANT, "target-" + number);
      refs = new long[size];
      register(0);
    }

    /** Registers the series of a generation; another generation has other series. */
    void register(int generation) {
      for (int i = 0; i < refs.length; i++) {
        refs[i] =
            group.register(
                Labels.of(
                    "__name__",
                    "metric_of_something_" + i / 8,
                    "instance",
                    "host-" + number + ".example.org:9100",
                    "job",
                    "job-" + number % 20,
                    "mode",
                    "mode-" + i % 8,
                    "pod",
                    "pod-" + number + "-" + generation));
      }
    }
  }

  private void fill(int series, int rows, int size, int churn) throws IOException {
    long base = anonymousBytes();
    Tsdb db = Tsdb.open(directory, StoreOptions.defaults(), clock);
    Target[] targets = new Target[series / size];
    for (int t = 0; t < targets.length; t++) {
      targets[t] = new Target(db, t, size);
    }
    Random random = new Random(1);
    long spent = 0;
    long maintenance = 0;
    SampleBatch batch = new SampleBatch(0);
    for (int row = 0; row < rows; row++) {
      long before = cpu();
      clock.advance(Duration.ofMillis(INTERVAL));
      maintenance += cpu() - before;
      for (Target target : targets) {
        if (random.nextInt(100 * ROWS_AN_HOUR) < churn) {
          target.register(row + 1);
        }
        spent += append(target, batch, row);
      }
      sizeLog();
      if ((row + 1) % 48 == 0 || row + 1 == rows) {
        report(row + 1L, row + 1 == rows, series, base, spent, maintenance);
      }
    }
    OUT.println("active series " + db.activeSeries(SampleSink.DEFAULT_TENANT));
  }

  private long append(Target target, SampleBatch batch, int row) {
    batch.reset(T0 + (row + 1) * INTERVAL - target.jitter % 15_000);
    int first = target.number * target.refs.length;
    for (int i = 0; i < target.refs.length; i++) {
      batch.add(target.refs[i], mix.value(first + i, row));
    }
    long before = cpu();
    int appended = target.group.append(batch).appended();
    long spent = cpu() - before;
    if (appended != target.refs.length) {
      throw new IllegalStateException("refused " + target.group.append(batch));
    }
    return spent;
  }

  private static long processCpu() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void sizeLog() throws IOException {
    for (String part : List.of("wal", "head")) {
      if (Files.exists(directory.resolve(part))) {
        try (Stream<Path> files = Files.walk(directory.resolve(part))) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            logBytes.put(file, Files.size(file));
          }
        }
      }
    }
  }

  private double bytesOf(String kind) {
    return logBytes.entrySet().stream()
        .filter(e -> e.getKey().getFileName().toString().startsWith(kind))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Memory as it is; the last time also what is left after everything was collected. */
  private void report(long rows, boolean last, int series, long base, long spent, long maintenance)
      throws IOException {
    double unasked = (double) (anonymousBytes() - base) / series;
    if (last) {
      System.gc();
      System.gc();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    double samples = (double) rows * series;
    OUT.printf(
        Locale.ROOT,
        "row %d: append %.1f ns/sample, others %.1f ns, log %.2f series %.2f chunks %.2f B/sample,"
            + " anonymous %.0f B/series, after a collection if it is the last %.0f, heap %.0f%n",
        rows,
        spent / samples,
        maintenance / samples,
        bytesOf("wal") / samples,
        bytesOf("series") / samples,
        bytesOf("chunks") / samples,
        unasked,
        (double) (anonymousBytes() - base) / series,
        (double) heap / series);
  }

  private static long anonymousBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .sum();
  }

  private void reopen() throws IOException {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    long before = System.nanoTime();
    long beforeCpu = processCpu();
    try (Tsdb db = Tsdb.open(directory, StoreOptions.defaults(), clock)) {
      double seconds = (System.nanoTime() - before) / 1e9;
      OUT.printf(
          Locale.ROOT,
          "open %.2f s, %.2f s of processor time; since start of the process %.2f s; %s%n",
          seconds,
          (processCpu() - beforeCpu) / 1e9,
          (Instant.now().toEpochMilli() - started) / 1e3,
          db.replayReport());
      OUT.println("active series " + db.activeSeries(SampleSink.DEFAULT_TENANT));
      count(db);
    }
  }

  private static void count(Tsdb db) {
    List<Matcher> some = List.of(Matcher.equal("mode", "mode-3"));
    long samples = 0;
    double sum = 0;
    try (SeriesSet found =
        db.select(SeriesSelection.of(SampleSink.DEFAULT_TENANT, some, 0, Long.MAX_VALUE))) {
      SeriesSamples into = new SeriesSamples();
      for (int i = 0; i < found.size(); i++) {
        found.read(i, into);
        samples += into.size();
        sum += into.values[into.to - 1];
      }
      OUT.println(found.size() + " series of mode-3, " + samples + " samples, last sum " + sum);
    }
  }
}
