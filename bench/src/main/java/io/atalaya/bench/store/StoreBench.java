package io.atalaya.bench.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.atalaya.bench.query.QueryBench;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures the store and prints figures beside their targets.
 *
 * <pre>
 * (nothing)             codec, day
 * codec [kinds]         size and speed of the coding; also by kind of series
 * day [targets [series of each [hours [days kept]]]]
 *                       a day of mixed data through the whole store
 * series [N [rounds]]   memory, pauses and time with so many active series
 * restart [N [rounds]]  time to ready after a process with so many was killed
 * query [series [hours]] [only REGEX] [passes N] [alone]
 *                       questions beside Prometheus and VictoriaMetrics, see QueryBench
 * node DIRECTORY        recorded scrapes of an exporter, files &lt;milliseconds&gt;.txt
 * </pre>
 */
public final class StoreBench {
  private static final int MANY = 1_000_000;
  private static final int ROUNDS = 40;

  /** As many as give enough pauses to speak of their 99th percentile. */
  private static final int LONG_ROUNDS = 240;

  private final Figures figures;
  private final List<String> arguments;

  private StoreBench(Figures figures, List<String> arguments) {
    this.figures = figures;
    this.arguments = arguments;
  }

  /** Runs what the arguments name. */
  public static void main(String[] args) throws Exception {
    Figures figures = new Figures(new PrintStream(System.out, true, UTF_8));
    // A build passes all of them as one.
    List<String> words = Arrays.stream(args).flatMap(a -> Stream.of(a.split(" ", -1))).toList();
    new StoreBench(figures, words).run();
  }

  private void run() throws Exception {
    String command = arguments.isEmpty() ? "all" : arguments.getFirst();
    switch (command) {
      case "all", "true" -> {
        CodecReport.run(figures, false);
        day();
      }
      case "codec" -> CodecReport.run(figures, arguments.contains("kinds"));
      case "day" -> day();
      case "series" -> series();
      case "restart" -> restart();
      case "query" ->
          QueryBench.run(
              new PrintStream(System.out, true, UTF_8), arguments.subList(1, arguments.size()));
      case "fill" -> child().fillAndHalt();
      case "open" -> child().openAndTell();
      case "node" -> {
        Scrapes scrapes = Scrapes.read(Path.of(arguments.get(1)));
        node(scrapes, false);
        node(scrapes, true);
      }
      default -> throw new IllegalArgumentException("there is no " + command + " to measure");
    }
  }

  private int number(int argument, int otherwise) {
    return arguments.size() > argument ? Integer.parseInt(arguments.get(argument)) : otherwise;
  }

  private void series() throws IOException {
    try (WorkDirectory directory = WorkDirectory.create()) {
      new ManySeries(directory.path(), number(1, MANY), number(2, LONG_ROUNDS)).run(figures);
    }
  }

  private void restart() throws Exception {
    try (WorkDirectory directory = WorkDirectory.create()) {
      new ManySeries(directory.path(), number(1, MANY), number(2, ROUNDS)).restart(figures);
    }
  }

  /** What a process started by {@link ManySeries#restart} is told. */
  private ManySeries child() {
    return new ManySeries(Path.of(arguments.get(1)), number(2, MANY), number(3, ROUNDS));
  }

  private void node(Scrapes scrapes, boolean wholeDay) throws IOException {
    try (WorkDirectory directory = WorkDirectory.create()) {
      new NodeReport(directory.path(), scrapes, wholeDay).run(figures);
    }
  }

  private void day() throws Exception {
    try (WorkDirectory directory = WorkDirectory.create()) {
      Fleet fleet = new Fleet(number(1, 10), number(2, 300));
      Duration kept = Duration.ofDays(number(4, 15));
      new DayReport(directory.path(), fleet, number(3, 24), kept).run(figures);
    }
  }
}
