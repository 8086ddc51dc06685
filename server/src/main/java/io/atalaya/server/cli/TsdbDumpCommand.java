package io.atalaya.server.cli;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.store.Tsdb;
import io.atalaya.store.downsample.Resolution;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb dump}: every sample as a line, as promtool writes them. */
final class TsdbDumpCommand implements Command {
  private final Surroundings surroundings;

  TsdbDumpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("dump", "Print samples: labels, value, milliseconds since the epoch.");
    StoreAccess.addData(spec);
    StoreAccess.addSelection(spec);
    spec.addOption(
        Options.value("5m|1h", "Aggregates as they are kept, instead of samples.", "--aggregates"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    SeriesSelection selection =
        SeriesSelection.of(
            SampleSink.DEFAULT_TENANT,
            StoreAccess.matchers(arguments),
            StoreAccess.minTime(arguments),
            StoreAccess.maxTime(arguments));
    Optional<Resolution> aggregates = arguments.parsed("--aggregates", TsdbDumpCommand::resolution);
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directory(arguments));
        SeriesSet found =
            aggregates.isPresent()
                ? store.aggregates(aggregates.get(), selection)
                : store.select(selection)) {
      found.warnings().forEach(warning -> surroundings.err().println("warning: " + warning));
      SeriesSamples samples = new SeriesSamples();
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        print(found.labels(i), samples);
      }
      return ExitCode.OK.code();
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed("the store cannot be read", e);
    }
  }

  private static Resolution resolution(String text) {
    return Arrays.stream(Resolution.values())
        .filter(resolution -> resolution.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there are aggregates of 5m and of 1h"));
  }

  private void print(Labels labels, SeriesSamples samples) {
    PrintWriter out = surroundings.out();
    String text = labels.toString();
    for (int row = samples.from; row < samples.to; row++) {
      Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
      String value =
          histogram == null ? GoFloat.shortest(samples.values[row]) : Histograms.toText(histogram);
      out.println(text + " " + value + " " + samples.times.millis(row));
    }
  }
}
