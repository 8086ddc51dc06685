package io.atalaya.bench.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks us, Prometheus and VictoriaMetrics the same questions of the same data, and prints what each
 * takes of a processor.
 *
 * <pre>
 * [series [hours]] [only REGEX] [passes N] [alone]     10000 6, all shapes, 3 passes, all servers
 * </pre>
 *
 * <p>Servers that are not on the path are left out. Each shape is asked until the compiler of the
 * JVM has had enough of it; then the passes are counted, of which the least busy one is shown, for
 * each server on its own: other work on a machine adds to what a query takes, never the opposite.
 * In the end every server is started anew and asked the first twenty questions once.
 */
public final class QueryBench {
  private static final long MINUTE_MILLIS = 60_000;
  private static final int FIRST_QUESTIONS = 20;
  private static final Duration WARM_UP = Duration.ofMillis(2500);
  private static final Duration MEASURED_CPU = Duration.ofMillis(300);
  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final int FEWEST_RUNS = 5;

  private final PrintStream out;
  private final int series;
  private final int hours;
  private final int passes;
  private final boolean alone;
  private final List<Shape> shapes;

  private QueryBench(PrintStream out, List<String> words) throws IOException {
    this.out = out;
    List<String> numbers = words.stream().takeWhile(QueryBench::isNumber).toList();
    series = numbers.isEmpty() ? 10_000 : Integer.parseInt(numbers.getFirst());
    hours = numbers.size() < 2 ? 6 : Integer.parseInt(numbers.get(1));
    passes = Integer.parseInt(after("passes", words, "3"));
    alone = words.contains("alone");
    Pattern only = Pattern.compile(after("only", words, ".*"));
    shapes = Shape.all().stream().filter(s -> only.matcher(s.name()).matches()).toList();
  }

  private static boolean isNumber(String word) {
    return word.chars().allMatch(Character::isDigit);
  }

  private static String after(String key, List<String> words, String otherwise) {
    int at = words.indexOf(key);
    return at < 0 || at + 1 == words.size() ? otherwise : words.get(at + 1);
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    run(new PrintStream(System.out, true, UTF_8), List.of(args));
  }

  /** Runs it with words as on the command line. */
  public static void run(PrintStream out, List<String> words) throws Exception {
    Path directory = Files.createTempDirectory("atalaya-queries-");
    try {
      new QueryBench(out, words).run(directory);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void run(Path directory) throws IOException, InterruptedException {
    List<Peer> peers = new ArrayList<>();
    peers.add(Peer.ours(directory));
    if (!alone) {
      Peer.prometheus(directory).ifPresent(peers::add);
      Peer.victoriaMetrics(directory).ifPresent(peers::add);
    }
    try {
      for (Peer peer : peers) {
        peer.start();
      }
      long now = InstantSource.system().millis();
      long end = now - now % MINUTE_MILLIS;
      load(peers, end);
      Report report = new Report(out, peers, shapes);
      for (Peer peer : peers) {
        measure(peer, report, end);
      }
      report.print();
      for (Peer peer : peers) {
        askFirst(peer, end);
      }
    } finally {
      for (Peer peer : peers) {
        peer.stop();
      }
    }
  }

  private void load(List<Peer> peers, long end) throws IOException, InterruptedException {
    Fleet fleet = new Fleet(series);
    long start = end - Duration.ofHours(hours).toMillis();
    for (long at = start; at < end; at += Fleet.INTERVAL_MILLIS) {
      fleet.send(
          at,
          body -> {
            for (Peer peer : peers) {
              peer.write(body);
            }
          });
    }
    for (Peer peer : peers) {
      peer.settle();
    }
    out.printf(Locale.ROOT, "%,d series, %d h, %d shapes%n", fleet.series(), hours, shapes.size());
  }

  private void measure(Peer peer, Report report, long end)
      throws IOException, InterruptedException {
    for (Shape shape : shapes) {
      Cost ignored = Cost.of(peer, shape.path(end), 3 * FEWEST_RUNS, WARM_UP, WARM_UP);
      report.answered(peer, shape, ignored.elements());
    }
    for (int pass = 0; pass < passes; pass++) {
      for (Shape shape : shapes) {
        Cost cost = Cost.of(peer, shape.path(end), FEWEST_RUNS, MEASURED_CPU, LONGEST);
        report.measured(peer, shape, cost.cpuMillis());
      }
    }
  }

  /** What a server takes that has answered nothing since its start. */
  private void askFirst(Peer peer, long end) throws IOException, InterruptedException {
    peer.stop();
    peer.start();
    peer.settle();
    List<Shape> first = shapes.subList(0, Math.min(FIRST_QUESTIONS, shapes.size()));
    Duration cpu = peer.cpu();
    long nanos = System.nanoTime();
    StringBuilder each = new StringBuilder();
    for (Shape shape : first) {
      long begin = System.nanoTime();
      peer.ask(shape.path(end));
      each.append(String.format(Locale.ROOT, " %.0f", (System.nanoTime() - begin) / 1e6));
    }
    out.printf(
        Locale.ROOT,
        "%s, the first %d questions after a start: %.0f ms, CPU %d ms; each:%s%n",
        peer.name(),
        first.size(),
        (System.nanoTime() - nanos) / 1e6,
        peer.cpu().minus(cpu).toMillis(),
        each);
  }
}
