package io.atalaya.bench.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures the store and prints figures beside their targets.
 *
 * <pre>
 * (nothing)             codec, day
 * codec [kinds]         size and speed of the coding; also by kind of series
 * day [targets [series of each [hours]]]
 *                       a day of mixed data through the whole store
 * node DIRECTORY        recorded scrapes of an exporter, files &lt;milliseconds&gt;.txt
 * </pre>
 */
public final class StoreBench {
  private final Figures figures;
  private final List<String> arguments;

  private StoreBench(Figures figures, List<String> arguments) {
    this.figures = figures;
    this.arguments = arguments;
  }

  /** Runs what the arguments name. */
  public static void main(String[] args) throws Exception {
    Figures figures = new Figures(new PrintStream(System.out, true, UTF_8));
    new StoreBench(figures, List.of(args)).run();
  }

  private void run() throws Exception {
    String command = arguments.isEmpty() ? "all" : arguments.getFirst();
    switch (command) {
      case "all" -> {
        CodecReport.run(figures, false);
        day();
      }
      case "codec" -> CodecReport.run(figures, arguments.contains("kinds"));
      case "day" -> day();
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

  private void node(Scrapes scrapes, boolean wholeDay) throws IOException {
    try (WorkDirectory directory = WorkDirectory.create()) {
      new NodeReport(directory.path(), scrapes, wholeDay).run(figures);
    }
  }

  private void day() throws Exception {
    try (WorkDirectory directory = WorkDirectory.create()) {
      Fleet fleet = new Fleet(number(1, 10), number(2, 300));
      new DayReport(directory.path(), fleet, number(3, 24)).run(figures);
    }
  }
}
