package io.atalaya.bench.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures how punctually a server scrapes many targets.
 *
 * <pre>
 * [targets [interval seconds [rounds [series]]]] [command…]    1000 15 12 100, and ours
 * </pre>
 *
 * <p>In the command, {@code {config}}, {@code {data}} and {@code {port}} stand for the
 * configuration, a directory and the port to listen at; so a Prometheus can be measured too.
 *
 * <p>A target is due once in each interval, always at the same point of it. Which point a server
 * has chosen nobody outside knows; it is taken to be the earliest at which the target was ever
 * asked. How late the others were is the lateness. The first two rounds do not count.
 */
public final class ScrapeLoad {
  private static final double TARGET_P99_MILLIS = 100;
  private static final int WARM_UP = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final double NANOS = 1e9;

  private final int targets;
  private final int intervalSeconds;
  private final int rounds;
  private final int series;
  private final List<String> command;

  private ScrapeLoad(List<Integer> numbers, List<String> command) {
    targets = numbers.size() > 0 ? numbers.get(0) : 1000;
    intervalSeconds = numbers.size() > 1 ? numbers.get(1) : 15;
    rounds = numbers.size() > 2 ? numbers.get(2) : 12;
    series = numbers.size() > 3 ? numbers.get(3) : 100;
    this.command = command;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    int words = 0;
    while (words < args.length && args[words].chars().allMatch(Character::isDigit)) {
      numbers.add(Integer.valueOf(args[words++]));
    }
    List<String> command = List.of(args).subList(words, args.length);
    new ScrapeLoad(numbers, command.isEmpty() ? ours() : command)
        .run(new PrintStream(System.out, true, UTF_8));
  }

  private static List<String> ours() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "io.atalaya.server.Main",
        "start",
        "{config}",
        "--web.listen-address=127.0.0.1:{port}",
        "--storage.tsdb.path={data}");
  }

  private void run(PrintStream out) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("atalaya-scrapes-");
    try (TargetFarm farm = TargetFarm.start(InstantSource.system(), targets, series, rounds)) {
      Process server = start(directory, farm.port());
      try {
        Thread.sleep(Duration.ofSeconds((long) intervalSeconds * (rounds + 1)));
        Duration cpu = server.info().totalCpuDuration().orElse(Duration.ZERO);
        report(out, farm, cpu);
      } finally {
        server.destroy();
        if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          server.destroyForcibly();
        }
      }
    } finally {
      delete(directory);
    }
  }

  private Process start(Path directory, int farm) throws IOException {
    Path config = Files.writeString(directory.resolve("prometheus.yml"), configuration(farm));
    String port = Integer.toString(freePort());
    Path data = Files.createDirectory(directory.resolve("data"));
    List<String> words =
        command.stream()
            .map(word -> word.replace("{config}", config.toString()))
            .map(word -> word.replace("{data}", data.toString()).replace("{port}", port))
            .toList();
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("server.log").toFile())
        .start();
  }

  private String configuration(int farm) {
    StringBuilder text = new StringBuilder("global:\n");
    text.append("  scrape_interval: ").append(intervalSeconds).append("s\n");
    text.append("  scrape_timeout: ").append(Math.min(10, intervalSeconds)).append("s\n");
    text.append("scrape_configs:\n- job_name: farm\n  relabel_configs:\n");
    text.append("  - {source_labels: [__metrics_path__], target_label: instance}\n");
    text.append("  static_configs:\n");
    for (int i = 0; i < targets; i++) {
      text.append("  - targets: ['127.0.0.1:").append(farm).append("']\n");
      text.append("    labels: {__metrics_path__: /t/").append(i).append("}\n");
    }
    return text.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void report(PrintStream out, TargetFarm farm, Duration cpu) {
    List<Long> late = new ArrayList<>();
    int silent = 0;
    for (int target = 0; target < targets; target++) {
      long[] arrivals = farm.arrivals(target);
      silent += arrivals.length < rounds - 1 ? 1 : 0;
      addLateness(arrivals, late);
    }
    if (late.isEmpty()) {
      throw new IllegalStateException("no target was asked; see what the server says");
    }
    long[] sorted = late.stream().mapToLong(Long::longValue).sorted().toArray();
    double samples = (double) targets * rounds * series;
    line(out, "targets, each with " + series + " series, every " + intervalSeconds + " s", targets);
    line(out, "scrapes counted", sorted.length);
    line(out, "targets that were left out at least once", silent);
    line(out, "lateness p50, ms", at(sorted, 0.5));
    double p99 = at(sorted, 0.99);
    String verdict = p99 < TARGET_P99_MILLIS ? "met" : "MISSED";
    line(out, "lateness p99, ms (target < " + TARGET_P99_MILLIS + ": " + verdict + ")", p99);
    line(out, "lateness p99.9, ms", at(sorted, 0.999));
    line(out, "lateness, most, ms", sorted[sorted.length - 1]);
    line(out, "processor seconds of the server, with start", cpu.toNanos() / NANOS);
    line(out, "the same per million samples", cpu.toNanos() / NANOS / (samples / 1e6));
  }

  private void addLateness(long[] arrivals, List<Long> late) {
    long interval = intervalSeconds * 1000L;
    if (arrivals.length <= WARM_UP) {
      return;
    }
    // Counted from half an interval before some scrape, so that no point lies near the wrap.
    long from = arrivals[WARM_UP] - interval / 2;
    long[] points =
        Arrays.stream(arrivals)
            .skip(WARM_UP)
            .map(at -> Math.floorMod(at - from, interval))
            .toArray();
    long due = Arrays.stream(points).min().orElse(0);
    for (long point : points) {
      late.add(point - due);
    }
  }

  private static long at(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))];
  }

  private static void line(PrintStream out, String what, double value) {
    out.printf(Locale.ROOT, "%-62s %10.2f%n", what, value);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
