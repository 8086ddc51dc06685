package io.atalaya.server.cli;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.store.Tsdb;
import io.atalaya.store.downsample.Resolution;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb dump}, {@code tsdb dump-openmetrics}: what is stored, as promtool writes it. */
final class TsdbDumpCommand implements Command {
  private static final Map<String, DumpFormat> FORMATS =
      Map.of("prom", DumpFormat.PROM, "seriesjson", DumpFormat.SERIES_JSON);

  private final Surroundings surroundings;
  private final boolean openMetrics;

  /**
   * One of the two commands.
   *
   * @param openMetrics whether it writes nothing but OpenMetrics
   */
  TsdbDumpCommand(Surroundings surroundings, boolean openMetrics) {
    this.surroundings = surroundings;
    this.openMetrics = openMetrics;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        openMetrics
            ? Options.command(
                "dump-openmetrics", "Print samples as create-blocks-from openmetrics reads them.")
            : Options.command("dump", "Print samples: labels, value, milliseconds.");
    StoreAccess.addDataOrWord(spec);
    StoreAccess.addTimes(spec);
    spec.addOption(Options.values("SELECTOR", "Which series (all); may be repeated.", "--match"));
    spec.addOption(
        Options.value("5m|1h", "Aggregates as they are kept, instead of samples.", "--aggregates"));
    spec.addOption(Options.withoutEffect("--sandbox-dir-root", true));
    if (!openMetrics) {
      spec.addOption(
          Options.value("FORMAT", "prom, or seriesjson for the labels alone (prom).", "--format"));
    }
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    DumpFormat format =
        openMetrics
            ? DumpFormat.OPEN_METRICS
            : arguments.parsed("--format", TsdbDumpCommand::format).orElse(DumpFormat.PROM);
    Optional<Resolution> aggregates = arguments.parsed("--aggregates", TsdbDumpCommand::resolution);
    List<List<Matcher>> selectors = StoreAccess.selectors(arguments);
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directoryOrWord(arguments))) {
      Set<Labels> printed = new HashSet<>();
      // One selector alone finds no series twice, and a store may have millions.
      Predicate<Labels> isNew = selectors.size() > 1 ? printed::add : _ -> true;
      for (List<Matcher> matchers : selectors) {
        SeriesSelection selection = selection(arguments, matchers);
        try (SeriesSet found =
            aggregates.isPresent()
                ? store.aggregates(aggregates.get(), selection)
                : store.select(selection)) {
          print(found, isNew, format);
        }
      }
      format.end(surroundings.out());
      return ExitCode.OK.code();
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed("the store cannot be read", e);
    }
  }

  private static SeriesSelection selection(Arguments arguments, List<Matcher> matchers) {
    return SeriesSelection.of(
        SampleSink.DEFAULT_TENANT,
        matchers,
        StoreAccess.minTime(arguments),
        StoreAccess.maxTime(arguments));
  }

  private static DumpFormat format(String text) {
    DumpFormat format = FORMATS.get(text);
    if (format == null) {
      throw new IllegalArgumentException("expected prom or seriesjson, found \"" + text + "\"");
    }
    return format;
  }

  private static Resolution resolution(String text) {
    return Arrays.stream(Resolution.values())
        .filter(resolution -> resolution.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there are aggregates of 5m and of 1h"));
  }

  /** Prints the series that are new to {@code isNew}. */
  private void print(SeriesSet found, Predicate<Labels> isNew, DumpFormat format)
      throws IOException {
    found.warnings().forEach(warning -> surroundings.err().println("warning: " + warning));
    SeriesSamples samples = new SeriesSamples();
    for (int i = 0; i < found.size(); i++) {
      if (isNew.test(found.labels(i))) {
        found.read(i, samples);
        format.print(found.labels(i), samples, surroundings.out());
      }
    }
  }
}
