package io.atalaya.server.cli;

import io.atalaya.collect.scrape.ExpositionException;
import io.atalaya.collect.scrape.MetricFamilyText;
import io.atalaya.collect.scrape.MetricFamilyText.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code check metrics}: reads a text of metrics from standard input and says what does not follow
 * the conventions. Ends with 3 if there is something, as promtool.
 */
final class CheckMetricsCommand implements Command {
  /** Spaces between two columns. */
  private static final int GAP = 4;

  private final Surroundings surroundings;

  /** How many series a family is. */
  private record Size(String name, int series) {}

  CheckMetricsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            "metrics", "Read metrics from standard input and say what is against conventions.");
    spec.addOption(Options.flag("Say too how many series each metric is.", "--extended"));
    spec.addOption(Options.value("WHAT", "all or none (all).", "--lint"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    boolean lint = arguments.text("--lint").filter("none"::equals).isEmpty();
    boolean extended = arguments.flag("--extended");
    if (!lint && !extended) {
      throw new CliException(ExitCode.FAILED, "--lint=none leaves nothing to do; add --extended");
    }
    Collection<Family> families = read();
    List<MetricLint.Problem> problems = lint ? MetricLint.of(families) : List.of();
    problems.forEach(surroundings.err()::println);
    if (extended) {
      print(sizes(families));
    }
    return (problems.isEmpty() ? ExitCode.OK : ExitCode.LINT).code();
  }

  private Collection<Family> read() {
    try {
      return MetricFamilyText.read(StandardInput.read(surroundings));
    } catch (ExpositionException e) {
      throw new CliException(ExitCode.FAILED, "error while linting: " + e.getMessage(), e);
    }
  }

  private static List<Size> sizes(Collection<Family> families) {
    return families.stream()
        .filter(family -> !family.points().isEmpty())
        .map(family -> new Size(family.name(), family.points().size()))
        .sorted(Comparator.comparingInt(Size::series).reversed())
        .toList();
  }

  private void print(List<Size> sizes) {
    int total = sizes.stream().mapToInt(Size::series).sum();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Metric", "Cardinality", "Percentage"));
    for (Size size : sizes) {
      double share = 100.0 * size.series() / total;
      String percent = String.format(Locale.ROOT, "%.2f%%", share);
      rows.add(List.of(size.name(), Integer.toString(size.series()), percent));
    }
    rows.add(List.of("Total", Integer.toString(total), "100%"));
    int first = width(rows, 0);
    int second = width(rows, 1);
    for (List<String> row : rows) {
      String line = pad(row.get(0), first) + pad(row.get(1), second) + row.get(2);
      surroundings.out().println(line);
    }
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0) + GAP;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
